using System.Text;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Buffers;

namespace MeshStarter.QueryProxy.Tests.Buffers;

/// <summary>Batches that are handed out as segments.</summary>
public sealed class ResultSegmentTests : IDisposable
{
    private const string Subject = "analyst";
    private const long MiB = 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-segments-").FullName;
    private readonly ResultStorage _storage;
    private readonly ResultBuffer _buffer;

    public ResultSegmentTests()
    {
        _storage = new ResultStorage(new QueryOptions { HoldLimit = TimeSpan.Zero }, _folder, TimeProvider.System);
        _buffer = _storage.NewBuffer(Subject, _ => { });
    }

    public void Dispose()
    {
        _buffer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Segments_of_memory_and_disk_are_read_in_any_order_several_times_and_freed_when_they_are_acknowledged()
    {
        await WriteAsync(batches: 40);
        _buffer.Complete();
        var segments = HandOutAll();
        Assert.Equal(Enumerable.Range(1, 40).Select(number => (long)number), segments.Select(segment => segment.Number));
        Assert.Equal((0, false), (_buffer.NextLength, _buffer.IsRead));

        foreach (var segment in segments.AsEnumerable().Reverse())
        {
            Assert.Equal(Text((int)segment.Number - 1), await ReadAsync(segment.Number));
            Assert.Equal(Text((int)segment.Number - 1), await ReadAsync(segment.Number));
        }

        Assert.Equal(40, _buffer.RowsRead);
        Assert.False(IsFree);
        foreach (var segment in segments)
        {
            _buffer.Acknowledge(segment.Number);
            _buffer.Acknowledge(segment.Number);
            Assert.Null(await ReadAsync(segment.Number));
        }

        Assert.True(_buffer.IsRead);
        Assert.True(await _buffer.Over);
        Assert.True(IsFree);
    }

    [Fact]
    public async Task Answer_is_not_whole_where_a_segment_was_acknowledged_unread()
    {
        await WriteAsync(batches: 2);
        _buffer.Complete();
        HandOutAll();
        Assert.NotNull(await ReadAsync(1));

        _buffer.Acknowledge(1);
        Assert.False(_buffer.Over.IsCompleted);
        _buffer.Acknowledge(2);

        Assert.False(await _buffer.Over);
        Assert.Equal(1, _buffer.RowsRead);
        Assert.True(IsFree);
    }

    [Fact]
    public async Task Segment_that_was_read_stays_while_others_follow_it()
    {
        await WriteAsync(batches: 2);
        _buffer.Complete();
        var first = _buffer.HandOut()!;
        Assert.NotNull(await ReadAsync(first.Number));

        _buffer.AcknowledgeRead();

        Assert.NotNull(await ReadAsync(first.Number));
        Assert.NotNull(_buffer.HandOut());
    }

    [Fact]
    public async Task Segments_are_dropped_with_the_rest()
    {
        await WriteAsync(batches: 20);
        _buffer.HandOut();
        _buffer.HandOut();

        _buffer.Drop();

        Assert.Null(await ReadAsync(1));
        Assert.Null(_buffer.HandOut());
        Assert.False(await _buffer.Over);
        Assert.True(IsFree);
    }

    [Fact]
    public async Task Answer_that_was_read_is_whole_also_without_acknowledgements()
    {
        await WriteAsync(batches: 3);
        _buffer.Complete();
        foreach (var segment in HandOutAll())
        {
            await ReadAsync(segment.Number);
        }

        Assert.False(_buffer.IsRead);
        _buffer.AcknowledgeRead();

        Assert.True(_buffer.IsRead);
        Assert.True(await _buffer.Over);
    }

    [Fact]
    public async Task Memory_of_a_segment_that_is_being_read_is_returned_after_it()
    {
        await WriteAsync(batches: 1);
        _buffer.Complete();
        _buffer.HandOut();
        var free = false;

        await _buffer.WriteSegmentAsync(1, () =>
        {
            _buffer.Acknowledge(1);
            free = IsFree;
            return Task.CompletedTask;
        }, Stream.Null, CancellationToken.None);

        Assert.False(free);
        Assert.True(IsFree);
    }

    [Fact]
    public async Task Memory_holds_so_many_segments_and_no_more()
    {
        await WriteAsync(batches: 8);
        Assert.False(_buffer.TryWrite(Batch(8)));
        HandOutAll();
        for (var batch = 8; batch < 16; batch++)
        {
            Assert.True(_buffer.TryWrite(Batch(batch)));
        }

        Assert.False(_buffer.TryWrite(Batch(16)));
        HandOutAll();
        Assert.False(_buffer.TryWrite(Batch(16)));

        _buffer.Acknowledge(3);
        Assert.True(_buffer.TryWrite(Batch(16)));
    }

    // All that a subject may have can be taken, and is given back.
    private bool IsFree
    {
        get
        {
            var (memory, disk) = (_storage.Options.BufferMiBPerSubject * MiB, _storage.Options.SpillMiBPerSubject * MiB);
            var (hasMemory, hasDisk) = (_storage.Memory.TryTake(Subject, memory), _storage.Disk.TryTake(Subject, disk));
            _storage.Memory.Return(Subject, hasMemory ? memory : 0);
            _storage.Disk.Return(Subject, hasDisk ? disk : 0);
            return hasMemory && hasDisk;
        }
    }

    private List<ResultSegment> HandOutAll()
    {
        var segments = new List<ResultSegment>();
        while (_buffer.HandOut() is { } segment)
        {
            segments.Add(segment);
        }

        return segments;
    }

    private async Task<string?> ReadAsync(long number)
    {
        using var target = new MemoryStream();
        return await _buffer.WriteSegmentAsync(number, () => Task.CompletedTask, target, CancellationToken.None) ? Encoding.UTF8.GetString(target.ToArray()) : null;
    }

    private async Task WriteAsync(int batches)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            if (!_buffer.TryWrite(Batch(batch)))
            {
                await _buffer.WriteAsync(Batch(batch), CancellationToken.None);
            }
        }
    }

    private static RowBatch Batch(int number) => new(1, Encoding.UTF8.GetBytes(Text(number)));

    // Larger than a piece of a spilled segment's copy.
    private static string Text(int number) => $"{number}{new string('x', 100_000)}";
}
