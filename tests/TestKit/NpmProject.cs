using System.ComponentModel;

namespace MeshStarter.TestKit;

/// <summary>
/// A program in JavaScript around npm's packages, a peer that nobody here wrote; installed once from its lock file, without
/// running any script of any package.
/// </summary>
/// <param name="folder">The test kit's folder with <c>package.json</c>, <c>package-lock.json</c> and <c>run.mjs</c>.</param>
/// <param name="package">The package it is about, for messages.</param>
public abstract class NpmProject(string folder, string package) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-npm-").FullName;

    /// <summary>Why it cannot run here; null when it can.</summary>
    public string? Missing { get; private set; }

    public async Task InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder)))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        try
        {
            var (exit, _, errors) = await ForeignProgram.AnswerAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "", _folder);
            Missing = exit == 0 ? null : $"npm ci did not install {package}: {errors.Trim().Split('\n')[^1]}";
        }
        catch (Win32Exception)
        {
            Missing = $"npm is not installed, so npm's {package} cannot be run";
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
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("node", ["run.mjs", .. arguments], input, _folder);
        Assert.True(exit == 0, errors);
        return output;
    }
}
