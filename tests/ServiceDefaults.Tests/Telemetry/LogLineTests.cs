using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Tests.Telemetry;

[Trait("Category", "Quick")]
public sealed class LogLineTests
{
    [Fact]
    public void Event_is_one_line_and_no_one_writes_another()
    {
        var line = Write("product \"x\n2026-01-01T00:00:00.000Z info MeshStarter: all is well\r\u001b[2J\u0085\"", exception: null);

        Assert.Matches("""^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn MeshStarter\.Test: product "x \| 2026-01-01T00:00:00\.000Z info MeshStarter: all is well\\u001b\[2J\\u0085"\n$""", line);
    }

    [Fact]
    public void Exception_stays_on_the_line()
    {
        var line = Write("failed", new InvalidOperationException("first\nsecond"));

        Assert.Single(line.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.EndsWith("MeshStarter.Test: failed | System.InvalidOperationException: first | second\n", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft.Extensions.Hosting.Internal.Host", false)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", false)]
    [InlineData("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", true)] // of a request: a secret that is read when it is needed, for instance
    public void Refused_start_is_left_to_stderr(string category, bool isWritten) =>
        Assert.Equal(isWritten, Write("It failed", new StartRefusedException("Setting x is missing."), category).Contains("Setting x is missing.", StringComparison.Ordinal));

    private static string Write(string message, Exception? exception, string category = "MeshStarter.Test")
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddServiceDefaults();
        using var host = builder.Build();
        var name = host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName;
        var formatter = host.Services.GetServices<ConsoleFormatter>().Single(one => one.Name == name);
        using var writer = new StringWriter { NewLine = "\n" };
        formatter.Write(new LogEntry<string>(LogLevel.Warning, category, new EventId(1), message, exception, (state, _) => state), null, writer);
        return writer.ToString();
    }
}
