using System.ComponentModel;

namespace MeshStarter.TestKit;

/// <summary>
/// A program in Java around Trino's own JDBC driver, which no one here wrote; its source is a file alongside the tests, compiled once and kept
/// for later runs.
/// </summary>
/// <param name="source">The program: a class of the file's name.</param>
public abstract class JdbcProgram(string source) : IAsyncLifetime
{
    private string _driver = "";
    private string _classes = "";

    /// <summary>The reason why it cannot run here, with which a test that runs it is skipped; null when it can.</summary>
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
            var (_, version, _) = await ForeignProgram.AnswerAsync("javac", ["-version"], "");
            var (exit, jar, errors) = await ForeignProgram.AnswerAsync(cli, ["jdbc-jar"], "");
            _driver = jar.Trim();
            Missing = exit == 0 ? null : $"Trino's JDBC driver cannot run here: {errors.Trim()}";
            if (Missing is not null)
            {
                return;
            }

            var file = Path.Combine(AppContext.BaseDirectory, source);
            (_classes, _) = await KeptFolder.GetAsync("test-java", $"{version} {jar} {await File.ReadAllTextAsync(file)}", folder => CompileAsync(file, folder));
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
        Skip.If(Missing is not null, Missing);
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(
            "java", ["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", $"{_driver}{Path.PathSeparator}{_classes}", Path.GetFileNameWithoutExtension(source), .. arguments], input);
        Assert.True(exit == 0, $"{output}{errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (line, end: line.IndexOf(": ", StringComparison.Ordinal)))
            .ToLookup(line => line.line[..line.end], line => line.line[(line.end + 2)..], StringComparer.Ordinal);
    }

    // A program that is wrong is a failure and no reason to skip.
    private async Task<string?> CompileAsync(string file, string folder)
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("javac", ["-encoding", "UTF-8", "-cp", _driver, "-d", folder, file], "");
        return exit == 0 ? null : throw new InvalidOperationException(output + errors);
    }
}
