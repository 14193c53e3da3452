using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>Runs a program, which may be one that no one here wrote, to its end.</summary>
public static class ForeignProgram
{
    /// <summary>Runs it on an input and returns its exit code and what it wrote to each of its outputs.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="folder">Where it runs; the tests' folder when left out.</param>
    /// <param name="environment">Variables that it has alongside the tests' own; one without a value is not set.</param>
    /// <param name="patience">The longest wait; without end when left out.</param>
    public static async Task<(int Exit, string Output, string Errors)> AnswerAsync(
        string file, IEnumerable<string> arguments, string input = "", string? folder = null, IEnumerable<KeyValuePair<string, string?>>? environment = null, TimeSpan? patience = null)
    {
        using var process = Start(file, arguments, folder, environment);
        return await process.ToEndAsync(input, patience);
    }

    /// <summary>Runs it and returns its exit code and all it said, output and errors in one.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(
        string file, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>>? environment = null, TimeSpan? timeout = null)
    {
        var (exit, output, errors) = await AnswerAsync(file, arguments, environment: environment, patience: timeout ?? TimeSpan.FromMinutes(5));
        return (exit, $"{output}\n{errors}");
    }

    /// <summary>Starts it with all its streams redirected.</summary>
    public static Process Start(string file, IEnumerable<string> arguments, string? folder = null, IEnumerable<KeyValuePair<string, string?>>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder ?? "",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Gives a process its input, all of it, and waits for its end; one that takes longer than a time is killed with those that it started.</summary>
    /// <param name="process">The process, of which all streams are redirected.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="patience">The longest wait; without end when left out.</param>
    /// <returns>Its exit code and what it wrote to each of its outputs.</returns>
    public static async Task<(int Exit, string Output, string Errors)> ToEndAsync(this Process process, string input = "", TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Timeout.InfiniteTimeSpan);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end within {patience}.", late);
        }
    }
}
