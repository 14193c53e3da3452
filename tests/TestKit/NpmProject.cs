using System.ComponentModel;
using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>
/// A program in JavaScript around npm's packages, a peer that no one here wrote; installed once from its lock file and kept for
/// later runs, without running any script of any package.
/// </summary>
/// <param name="folder">The test kit's folder with <c>package.json</c>, <c>package-lock.json</c> and <c>run.mjs</c>.</param>
/// <param name="package">The package it is about, for messages.</param>
public abstract class NpmProject(string folder, string package) : IAsyncLifetime
{
    private string _program = "";

    /// <summary>The reason why it cannot run here, with which a test that runs it is skipped; null when it can.</summary>
    public string? Missing { get; private set; }

    public virtual async Task InitializeAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, folder);
        string[] locked = ["package.json", "package-lock.json"];
        var madeFrom = string.Concat(await Task.WhenAll(locked.Select(file => File.ReadAllTextAsync(Path.Combine(source, file)))));
        (var kept, Missing) = await KeptFolder.GetAsync("test-npm", madeFrom, InstallAsync);
        if (Missing is not null)
        {
            return;
        }

        _program = await PlaceAsync(kept, await File.ReadAllTextAsync(Path.Combine(source, "run.mjs")));

        async Task<string?> InstallAsync(string target)
        {
            foreach (var file in locked)
            {
                File.Copy(Path.Combine(source, file), Path.Combine(target, file));
            }

            try
            {
                var (exit, _, errors) = await ForeignProgram.AnswerAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "", target);
                return exit == 0 ? null : $"npm ci did not install {package}: {errors.Trim().Split('\n')[^1]}";
            }
            catch (Win32Exception)
            {
                return $"npm is not installed, so npm's {package} cannot be run";
            }
        }
    }

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Runs the lines of a program as they are, and fails the test where they fail.</summary>
    /// <returns>What they wrote to standard output.</returns>
    protected async Task<string> RunLinesAsync(string lines, IReadOnlyDictionary<string, string?> environment)
    {
        Skip.If(Missing is not null, Missing);
        var packages = Path.GetDirectoryName(_program)!;
        var program = await PlaceAsync(packages, lines);
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("node", [program], "", packages, environment);
        File.Delete(program);
        Assert.True(exit == 0, $"{lines}\n{errors}");
        return output;
    }

    // Alongside the packages, where it finds them; another version of the program is another file.
    private static async Task<string> PlaceAsync(string folder, string program)
    {
        var file = Path.Combine(folder, $"run-{KeptFolder.Key(program)}.mjs");
        if (!File.Exists(file))
        {
            var draft = $"{file}.{Guid.NewGuid():N}";
            await File.WriteAllTextAsync(draft, program);
            File.Move(draft, file, overwrite: true);
        }

        return file;
    }

    /// <summary>Starts the program, which runs until it is killed.</summary>
    protected Process StartProgram(params string[] arguments) => ForeignProgram.Start("node", [_program, .. arguments], Path.GetDirectoryName(_program));

    /// <summary>Runs the program and fails the test where it fails.</summary>
    /// <returns>What it wrote to standard output.</returns>
    protected async Task<string> RunProgramAsync(string[] arguments, string input)
    {
        Skip.If(Missing is not null, Missing);
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("node", [_program, .. arguments], input, Path.GetDirectoryName(_program));
        Assert.True(exit == 0, errors);
        return output;
    }
}
