using MeshStarter.Platform.Workers.Buffers;
using MeshStarter.Platform.Workers.Engine;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.QueryProxy.Tests.Workers;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(5_000)]
    [InlineData(1_000_000)]
    public async Task Frames_are_the_same_however_the_pipe_cuts_them(int piece)
    {
        (FrameKind Kind, byte[] Content)[] frames =
        [
            (FrameKind.Columns, [1, 2, 3]), (FrameKind.Rows, Filled(20_000, 4)), (FrameKind.Rows, []), (FrameKind.Rows, Filled(300_000, 5)), (FrameKind.Done, [6]), (FrameKind.Ready, []),
        ];
        using var written = new MemoryStream();
        foreach (var (kind, content) in frames)
        {
            FrameStream.Write(written, kind, content);
        }

        await using var pipe = new CutStream(written.ToArray(), piece);
        var (reader, arrays) = (new FrameReader(pipe), new BatchArrays());
        foreach (var (kind, content) in frames)
        {
            var frame = await reader.ReadAsync(arrays);
            Assert.Equal(kind, frame?.Kind);
            Assert.Equal(content, frame!.Content.ToArray());
            Assert.Equal(kind == FrameKind.Rows, frame.Memory is not null);
        }

        Assert.Null(await reader.ReadAsync(arrays));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public async Task Frame_that_breaks_off_is_an_error(int bytes)
    {
        using var written = new MemoryStream();
        FrameStream.Write(written, FrameKind.Rows, Filled(100, 1));

        await using var pipe = new CutStream(written.ToArray()[..bytes], piece: 4);

        await Assert.ThrowsAsync<EndOfStreamException>(async () => await new FrameReader(pipe).ReadAsync(new BatchArrays()));
    }

    [Fact]
    public async Task Length_that_no_frame_has_is_an_error()
    {
        await using var pipe = new CutStream([0xFF, 0xFF, 0xFF, 0xFF, (byte)FrameKind.Rows], piece: 5);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await new FrameReader(pipe).ReadAsync(new BatchArrays()));
    }

    [Fact]
    public void Batch_has_as_many_rows_as_a_result_may_have()
    {
        using var written = new MemoryStream();
        var frames = new RowFrames(new ExecuteRequest { Definitions = [], Files = [], Sql = "SELECT 1", Format = RowFormat.Parquet, MaxRows = 3_000_000_000, MaxResultBytes = 1 }, written);
        frames.Buffer.Write("x"u8);
        frames.Add(3_000_000_000);
        frames.Flush();

        written.Position = 0;
        var batch = WorkerFrames.Rows(FrameStream.Read(written)!);

        Assert.Equal(3_000_000_000, batch.Rows);
        Assert.Equal("x"u8.ToArray(), batch.Text.ToArray());
    }

    private static byte[] Filled(int bytes, byte value)
    {
        var filled = new byte[bytes];
        filled.AsSpan().Fill(value);
        return filled;
    }

    /// <summary>A stream that gives no more than a piece at once.</summary>
    private sealed class CutStream(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
