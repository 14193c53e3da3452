using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MeshStarter.TestKit;

/// <summary>npm's trino-client, a reader that nobody here wrote; installed once from its lock file, without running any script of any package.</summary>
public sealed class TrinoJsClient : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-trino-js-").FullName;

    /// <summary>Why it cannot run here; null when it can.</summary>
    public string? Missing { get; private set; }

    public async Task InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "TrinoJs")))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        try
        {
            var (exit, _, errors) = await ExecuteAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "");
            Missing = exit == 0 ? null : $"npm ci did not install trino-client: {errors.Trim().Split('\n')[^1]}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Missing = "npm is not installed, so npm's trino-client cannot be run";
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs statements one after another; what came of each, as <c>{columns, rows, error}</c>.</summary>
    public async Task<IReadOnlyList<JsonObject>> RunAsync(Uri server, string token, string user, string schema, params JsonNode[] statements)
    {
        // On standard input, because the arguments of a process are for everybody to read.
        var input = new JsonObject { ["token"] = token, ["statements"] = new JsonArray(statements) };
        var (exit, output, errors) = await ExecuteAsync("node", ["run.mjs", server.OriginalString, user, schema], input.ToJsonString());
        Assert.True(exit == 0, errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private async Task<(int Exit, string Output, string Errors)> ExecuteAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
