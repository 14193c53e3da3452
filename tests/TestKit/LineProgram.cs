using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>A program that answers each line of its input with one line of its output, and ends with its input.</summary>
internal sealed class LineProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly SemaphoreSlim _turn = new(1);

    public LineProgram(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        _process = ForeignProgram.Start(file, arguments, folder: null, environment);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Returns its answer to a line, or fails with what it wrote to its errors where it ended.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
            return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await _errors);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _turn.Dispose();
    }
}
