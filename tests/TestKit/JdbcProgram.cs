using System.ComponentModel;

namespace MeshStarter.TestKit;

/// <summary>A program in Java around Trino's own JDBC driver, which no one here wrote; its source is a file alongside the tests.</summary>
/// <param name="source">The program.</param>
public abstract class JdbcProgram(string source) : IAsyncLifetime
{
    private string _driver = "";

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
            (_driver, Missing) = (jar.Trim(), exit == 0 && javac.StartsWith("javac ", StringComparison.Ordinal) ? null : $"Trino's JDBC driver cannot run here: {errors.Trim()}");
        }
        catch (Win32Exception)
        {
            Missing = "Trino's JDBC driver needs a JDK of Java 17 or newer, and none is installed";
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Runs the program, fails the test where it fails, and returns what it wrote, lines of a name and a text, by the names.</summary>
    protected async Task<ILookup<string, string>> RunProgramAsync(IEnumerable<string> arguments, string input)
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(
            "java", ["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", _driver, Path.Combine(AppContext.BaseDirectory, source), .. arguments], input);
        Assert.True(exit == 0, $"{output}{errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (line, end: line.IndexOf(": ", StringComparison.Ordinal)))
            .ToLookup(line => line.line[..line.end], line => line.line[(line.end + 2)..], StringComparer.Ordinal);
    }
}
