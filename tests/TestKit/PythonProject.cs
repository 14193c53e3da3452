using System.ComponentModel;

namespace MeshStarter.TestKit;

/// <summary>
/// A program in Python around clients that nobody here wrote; installed once into an environment of its own from the wheels
/// among the engines, without any package index.
/// </summary>
/// <param name="script">The program, a file beside the tests.</param>
/// <param name="packages">What it needs, as the wheels are called.</param>
public abstract class PythonProject(string script, params string[] packages) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-python-").FullName;

    /// <summary>Why it cannot run here; null when it can.</summary>
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
            var (made, _, noEnvironment) = await ForeignProgram.AnswerAsync("python3", ["-m", "venv", _folder], "");
            var (exit, _, errors) = made != 0
                ? (made, "", noEnvironment)
                : await ForeignProgram.AnswerAsync(Python, ["-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", "--no-index", "--find-links", Path.Combine(engines, "python", "wheels"), .. packages], "");
            Missing = exit == 0 ? null : $"{what} cannot be installed: {errors.Trim().Split('\n')[^1]}";
        }
        catch (Win32Exception)
        {
            Missing = $"Python is not installed, so its {what} cannot be run";
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs the program and fails the test where it fails.</summary>
    /// <returns>What it wrote to standard output.</returns>
    protected async Task<string> RunProgramAsync(string[] arguments, string input)
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(Python, [Path.Combine(AppContext.BaseDirectory, script), .. arguments], input);
        Assert.True(exit == 0, errors);
        return output;
    }

    private string Python => Path.Combine(_folder, OperatingSystem.IsWindows() ? "Scripts/python.exe" : "bin/python");
}
