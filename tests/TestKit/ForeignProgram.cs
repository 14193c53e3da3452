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
    /// <param name="cancellationToken">Ends the wait, too.</param>
    public static async Task<(int Exit, string Output, string Errors)> AnswerAsync(
        string file, IEnumerable<string> arguments, string input = "", string? folder = null, IEnumerable<KeyValuePair<string, string?>>? environment = null, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        using var process = Start(file, arguments, folder, environment);
        return await process.ToEndAsync(input, patience, cancellationToken);
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
    /// <param name="cancellationToken">Ends the wait, too.</param>
    /// <returns>Its exit code and what it wrote to each of its outputs.</returns>
    /// <exception cref="TimeoutException">It did not end; the message has what it wrote.</exception>
    public static async Task<(int Exit, string Output, string Errors)> ToEndAsync(this Process process, string input = "", TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? Timeout.InfiniteTimeSpan);
        var written = Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await WriteAsync(process.StandardInput, input, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var outputs = await written.WaitAsync(limit.Token);
            return (process.ExitCode, outputs[0], outputs[1]);
        }
        catch (OperationCanceledException late)
        {
            var state = process.HasExited ? "ended, and what it started keeps its outputs open" : "did not end";
            process.Kill(entireProcessTree: true);
            // A process that left the tree may keep them open for good.
            var outputs = await Task.WhenAny(written, Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None)) == written ? await written : [];
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} {state} in time: {string.Join('\n', outputs)}", late);
        }
    }

    private static async Task WriteAsync(StreamWriter standardInput, string input, CancellationToken cancellationToken)
    {
        try
        {
            await standardInput.WriteAsync(input.AsMemory(), cancellationToken);
            standardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read its input; its errors say why.
        }
    }
}
