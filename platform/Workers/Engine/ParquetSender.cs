using System.Globalization;
using System.IO.Pipes;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>
/// Sends a result as a Parquet file. The engine writes files only, from their beginning to their end, so it is given the way into a pipe of this
/// process for one: no file of a disk is opened for writing, the sandbox stays as shut as it is, and the bytes take the way of all rows, with their limits.
/// </summary>
internal sealed class ParquetSender : IDisposable
{
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In);

    /// <summary>The path by which the engine opens the pipe.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"{(OperatingSystem.IsLinux() ? "/proc/self" : "/dev")}/fd/{_pipe.ClientSafePipeHandle.DangerousGetHandle()}");

    /// <exception cref="WorkerFailureException">The system has no path to a pipe.</exception>
    public static ParquetSender Open() => OperatingSystem.IsWindows()
        ? throw new WorkerFailureException(WorkerErrors.NoWireForm, "Parquet is not written on Windows. Choose another format.")
        : new ParquetSender();

    /// <summary>Runs a query and sends its rows.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="text">The query, without comments and semicolons.</param>
    /// <param name="columns">Its columns, under their names.</param>
    /// <param name="request">What the proxy says of it.</param>
    /// <param name="output">Takes the frames.</param>
    public void Send(DuckDbConnection connection, string text, IReadOnlyList<DuckDbColumn> columns, ExecuteRequest request, Stream output)
    {
        new ResultSender(request, output).SendColumns(columns);
        var rows = ColumnarText.Of(text, columns, DistinctNames.Of(columns), RowFormat.Parquet);
        using var copy = connection.Prepare($"COPY ({rows}) TO {SqlText.Quote(Path)} (FORMAT parquet, COMPRESSION snappy, USE_TMP_FILE false)");
        var frames = new RowFrames(request, output);
        var reading = new Reading(_pipe, frames);
        var written = 0L;
        try
        {
            written = copy.Execute();
        }
        catch (DuckDbException) when (reading.Stop() is not null)
        {
            // The engine could not write on because no reader read on: the reason is thrown below.
        }

        if (reading.Stop() is { } failure)
        {
            throw failure;
        }

        // How many they are is known at the end alone; without the last bytes no file can be read.
        frames.Add(written);
        frames.Flush();
    }

    public void Dispose() => _pipe.Dispose();

    /// <summary>Reads the pipe on a thread of its own and sends all but the last batch.</summary>
    private sealed class Reading
    {
        private const int PieceBytes = 64 * 1024;

        private readonly AnonymousPipeServerStream _pipe;
        private readonly RowFrames _frames;
        private readonly Thread _thread;
        private Exception? _failure;

        public Reading(AnonymousPipeServerStream pipe, RowFrames frames)
        {
            (_pipe, _frames) = (pipe, frames);
            _thread = new Thread(Read) { IsBackground = true, Name = "parquet" };
            _thread.Start();
        }

        /// <summary>Ends once what was written has been read; returns why it was not.</summary>
        public Exception? Stop()
        {
            _pipe.DisposeLocalCopyOfClientHandle();
            _thread.Join();
            return _failure;
        }

        private void Read()
        {
            try
            {
                Span<byte> piece = new byte[PieceBytes];
                while (_pipe.Read(piece) is var read and > 0)
                {
                    // The last batch is sent once the engine has said that it is the last.
                    _frames.FlushIfEnough();
                    _frames.Buffer.Write(piece[..read]);
                }
            }
            catch (Exception failed) when (failed is IOException or ObjectDisposedException or WorkerFailureException)
            {
                _failure = failed;
                _pipe.Dispose();
            }
        }
    }
}
