using System.Buffers.Binary;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>Sends what a writer made of rows in batches: the first small, so that a reader sees something soon.</summary>
internal sealed class RowFrames
{
    private const int PrefixBytes = FrameStream.HeaderBytes + sizeof(long);
    private const int FirstBatchBytes = 64 * 1024;
    private const int BatchBytes = 1024 * 1024;

    private readonly ExecuteRequest _request;
    private readonly Stream _output;
    private long _rows;
    private long _bytes;

    public RowFrames(ExecuteRequest request, Stream output)
    {
        (_request, _output) = (request, output);
        Begin();
    }

    /// <summary>The batch, behind its frame's head.</summary>
    public ByteBuffer Buffer { get; } = new(FirstBatchBytes + (FirstBatchBytes / 2));

    /// <summary>The rows that the batch has.</summary>
    public long BatchRows { get; private set; }

    /// <summary>The length of <see cref="Buffer"/> from which on it is sent.</summary>
    public int Enough { get; private set; } = FirstBatchBytes;

    /// <summary>Counts rows before they are written.</summary>
    /// <exception cref="WorkerFailureException">They are more than a result may have.</exception>
    public void Add(long rows)
    {
        if (_rows + BatchRows + rows > _request.MaxRows)
        {
            throw new WorkerFailureException(WorkerErrors.RowLimit, "");
        }

        BatchRows += rows;
    }

    /// <summary>Sends the batch where it is large enough.</summary>
    public void FlushIfEnough()
    {
        if (Buffer.Length >= Enough)
        {
            Flush();
            _output.Flush();
        }
    }

    /// <summary>Writes the batch; the last one goes out with the frame behind it.</summary>
    /// <exception cref="WorkerFailureException">The result has more bytes than it may have.</exception>
    public void Flush()
    {
        var content = Buffer.Length - PrefixBytes;
        if (content == 0)
        {
            return;
        }

        _bytes += content;
        _rows += BatchRows;
        if (_bytes > _request.MaxResultBytes)
        {
            throw new WorkerFailureException(WorkerErrors.ByteLimit, "");
        }

        var frame = Buffer.Written;
        FrameStream.WriteHeader(frame, FrameKind.Rows, content + sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(frame[FrameStream.HeaderBytes..], BatchRows);
        _output.Write(frame);
        Enough = BatchBytes;
        Begin();
    }

    private void Begin()
    {
        Buffer.Clear();
        Buffer.Advance(PrefixBytes);
        BatchRows = 0;
    }
}
