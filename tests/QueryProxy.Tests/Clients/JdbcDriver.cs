using System.ComponentModel;
using MeshStarter.TestKit;

namespace MeshStarter.QueryProxy.Tests.Clients;

/// <summary>Trino's own JDBC driver, which no one here wrote, in a program of Java's.</summary>
public sealed class JdbcDriver : IAsyncLifetime
{
    private string _jar = "";

    /// <summary>Why it cannot run here; null when it can.</summary>
    public string? Missing { get; private set; }

    public async Task InitializeAsync()
    {
        var cli = EnginesFolder.Path is { } engines ? Path.Combine(engines, "trino", "clients", "cli") : null;
        if (cli is null || !File.Exists(cli))
        {
            Missing = $"Trino's JDBC driver is not here: {EnginesFolder.Missing}";
            return;
        }

        try
        {
            // A compiler runs the program's source.
            var (_, javac, _) = await ForeignProgram.AnswerAsync("javac", ["-version"], "");
            var (exit, jar, errors) = await ForeignProgram.AnswerAsync(cli, ["jdbc-jar"], "");
            (_jar, Missing) = (jar.Trim(), exit == 0 && javac.StartsWith("javac ", StringComparison.Ordinal) ? null : $"Trino's JDBC driver cannot run here: {errors.Trim()}");
        }
        catch (Win32Exception)
        {
            Missing = "Trino's JDBC driver needs a JDK of Java 17 or newer, and none is installed";
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Does one of the program's tasks and returns what it saw, by its names.</summary>
    public async Task<ILookup<string, string>> RunAsync(string task, string url, params (string Name, string Value)[] settings)
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(
            "java", ["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-XX:TieredStopAtLevel=1", "-cp", _jar, Path.Combine(AppContext.BaseDirectory, "Clients", "JdbcMesh.java"), task, url, .. settings.SelectMany(setting => new[] { setting.Name, setting.Value })], "");
        Assert.True(exit == 0, $"{output}{errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (line, end: line.IndexOf(": ", StringComparison.Ordinal)))
            .ToLookup(line => line.line[..line.end], line => line.line[(line.end + 2)..], StringComparer.Ordinal);
    }
}
