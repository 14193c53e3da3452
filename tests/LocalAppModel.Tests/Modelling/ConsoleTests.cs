using Aspire.Hosting.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshStarter.LocalAppModel.Tests.Modelling;

[Trait("Category", "Quick")]
public sealed class ConsoleTests
{
    [Theory]
    [InlineData(LogLevel.Information, "text\n")]
    [InlineData(LogLevel.Warning, "warning: text\n")]
    [InlineData(LogLevel.Error, "error: text\n")]
    public void What_the_AppHost_says_is_the_bare_line(LogLevel level, string expected)
    {
        Assert.Equal(expected, Write(new LogEntry<string>(level, "Any.Category", default, "text", exception: null, (s, _) => s)));
    }

    [Fact]
    public void What_a_resource_writes_has_its_name_before_it()
    {
        var output = new ResourceOutput("orders", 7, DateTimeOffset.UnixEpoch, "orders.csv:9: order_status: \"x\" is not one of a, b");

        Assert.Equal(
            "orders | orders.csv:9: order_status: \"x\" is not one of a, b\n",
            Write(new LogEntry<ResourceOutput>(LogLevel.Error, "AppHost.Resources.orders", default, output, exception: null, (o, _) => o.ToString())));
        Assert.Equal("7: 1970-01-01T00:00:00.0000000Z orders.csv:9: order_status: \"x\" is not one of a, b", output.ToString());
    }

    private static string Write<T>(LogEntry<T> entry)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new AppModelConsoleFormatter().Write(entry, scopeProvider: null, writer);
        return writer.ToString();
    }
}
