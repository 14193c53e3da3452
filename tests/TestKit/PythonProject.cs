using System.ComponentModel;

namespace MeshStarter.TestKit;

/// <summary>
/// A program in Python around clients that no one here wrote. Those with one list of requirements share an environment, which is installed once from the
/// wheels among the engines, without any package index, and kept for later runs.
/// </summary>
/// <param name="script">The program, a file alongside the tests.</param>
/// <param name="packages">Names of the packages that it is about, for messages.</param>
public abstract class PythonProject(string script, params string[] packages) : IAsyncLifetime
{
    private string _folder = "";
    private Dictionary<string, string?> _variables = [];
    private LineProgram? _lines;

    /// <summary>The reason why it cannot run here, with which a test that runs it is skipped; null when it can.</summary>
    public string? Missing { get; private set; }

    public async Task InitializeAsync()
    {
        var what = string.Join(", ", packages);
        if (EnginesFolder.Path is not { } engines)
        {
            Missing = $"Python's {what} cannot be run: {EnginesFolder.Missing}";
            return;
        }

        try
        {
            var wheels = Path.Combine(engines, "python", "wheels");
            var requirements = RequirementsIn(engines);
            var (_, version, _) = await ForeignProgram.AnswerAsync("python3", ["--version"], "");
            string[] found = Directory.Exists(wheels) ? Directory.GetFiles(wheels) : [];
            var madeFrom = $"{version} {await File.ReadAllTextAsync(requirements)} {string.Join(' ', found.Order(StringComparer.Ordinal))}";
            (_folder, var missing) = await KeptFolder.GetAsync("test-python", madeFrom, folder => InstallAsync(folder, wheels, [.. IsWholeList ? ["--no-deps"] : Array.Empty<string>(), "--requirement", requirements]));
            Missing = missing is null ? null : $"{what} cannot be installed: {missing}";
            _variables = Compiling(_folder);
        }
        catch (Win32Exception)
        {
            Missing = $"Python is not installed, so its {what} cannot be run";
        }
    }

    public async Task DisposeAsync() => await (_lines?.DisposeAsync() ?? ValueTask.CompletedTask);

    /// <summary>Runs the program and fails the test where it fails.</summary>
    /// <returns>What it wrote to standard output.</returns>
    protected async Task<string> RunProgramAsync(string[] arguments, string input)
    {
        Skip.If(Missing is not null, Missing);
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(Python, [Path.Combine(AppContext.BaseDirectory, script), .. arguments], input, environment: _variables);
        Assert.True(exit == 0, errors);
        return output;
    }

    /// <summary>Asks the program, which answers a line with a line and imports its packages once for all of them.</summary>
    protected Task<string> AskProgramAsync(string line)
    {
        Skip.If(Missing is not null, Missing);
        return (_lines ??= new LineProgram(Python, [Path.Combine(AppContext.BaseDirectory, script)], _variables)).AskAsync(line);
    }

    /// <summary>Runs the lines of a program as they are, and fails the test where they fail.</summary>
    /// <returns>What they wrote to standard output.</returns>
    protected async Task<string> RunLinesAsync(string lines, IReadOnlyDictionary<string, string?> environment)
    {
        Skip.If(Missing is not null, Missing);
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(Python, ["-"], lines, environment: _variables.Concat(environment));
        Assert.True(exit == 0, $"{lines}\n{errors}");
        return output;
    }

    /// <summary>The file with the requirements.</summary>
    /// <param name="engines">The folder of the engines.</param>
    protected virtual string RequirementsIn(string engines) => Path.Combine(AppContext.BaseDirectory, "python-requirements.txt");

    /// <summary>Whether the file lists all that is needed, so that nothing else is installed.</summary>
    protected virtual bool IsWholeList => false;

    private string Python => PythonOf(_folder);

    private static async Task<string?> InstallAsync(string folder, string wheels, string[] requirements)
    {
        // The machine's own pip installs into it, where there is one that can: one of the environment's own takes as long as all the wheels.
        string[] install = ["install", "--quiet", "--no-compile", "--disable-pip-version-check", "--no-index", "--find-links", wheels, .. requirements];
        return await RunAsync("python3", ["-m", "venv", "--without-pip", folder]) is { } noEnvironment ? noEnvironment
            : await RunAsync("python3", ["-m", "pip", "--python", PythonOf(folder), .. install]) is null ? null
            : await RunAsync(PythonOf(folder), ["-m", "ensurepip"]) ?? await RunAsync(PythonOf(folder), ["-m", "pip", .. install]);

        async Task<string?> RunAsync(string file, string[] arguments)
        {
            var (exit, _, errors) = await ForeignProgram.AnswerAsync(file, arguments, "");
            return exit == 0 ? null : errors.Trim().Split('\n')[^1];
        }
    }

    // What a program imports is compiled once, whatever the machine says, and nowhere but in the kept folder: compiling is most of a short program's time.
    private static Dictionary<string, string?> Compiling(string folder) =>
        new(StringComparer.Ordinal) { ["PYTHONDONTWRITEBYTECODE"] = null, ["PYTHONPYCACHEPREFIX"] = Path.Combine(folder, "compiled") };

    private static string PythonOf(string folder) => Path.Combine(folder, OperatingSystem.IsWindows() ? "Scripts/python.exe" : "bin/python");
}
