using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Buffers;

namespace MeshStarter.QueryProxy.Tests.Buffers;

public sealed class ResultBufferTests : FolderTests
{
    private const string Subject = "analyst";
    private const int MiB = 1024 * 1024;

    private readonly TaskCompletionSource<QueryFailure> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Rows_that_the_reader_leaves_are_spilled_and_read_in_order()
    {
        var storage = Storage(new QueryOptions { HoldLimit = TimeSpan.Zero });
        using var buffer = storage.NewBuffer(Subject, _ended.SetResult);

        await WriteAsync(buffer, batches: 30);
        buffer.Complete();

        Assert.Equal(Enumerable.Range(0, 30).Select(Text), await ReadAllAsync(buffer));
        Assert.True(buffer.IsRead);
        Assert.True(storage.Memory.TryTake(Subject, storage.Options.BufferMiBPerSubject * (long)MiB));
        Assert.True(storage.Disk.TryTake(Subject, storage.Options.SpillMiBPerSubject * (long)MiB));
    }

    [Fact]
    public async Task Spilled_rows_that_were_read_leave_their_room_to_further_ones()
    {
        var storage = Storage(new QueryOptions { HoldLimit = TimeSpan.Zero, SpillMiBPerSubject = 100 });
        using var buffer = storage.NewBuffer(Subject, _ended.SetResult);
        await WriteAsync(buffer, batches: 8 + 70, MiB);

        // Those in memory, and the first file.
        await ReadAsync(buffer, batches: 8 + 64);
        await WriteAsync(buffer, batches: 90, MiB);
        await ReadAsync(buffer, batches: 6 + 90);
        Assert.True(storage.Disk.TryTake(Subject, 100 * MiB));

        // Once the reader has all of them, what comes is in memory.
        Assert.True(buffer.TryWrite(new RowBatch(1, new byte[MiB])));
        buffer.Complete();
        await ReadAsync(buffer, batches: 1);
        Assert.True(await buffer.Over);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Spilled_rows_are_in_a_file_without_a_name_that_only_its_user_may_open()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "open files are listed in /proc on Linux only");
        using var buffer = Storage(new QueryOptions { HoldLimit = TimeSpan.Zero }).NewBuffer(Subject, _ended.SetResult);

        await WriteAsync(buffer, batches: 12);

        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder.Path));
        var handle = Assert.Single(Directory.EnumerateFiles("/proc/self/fd"), fd => new FileInfo(fd).LinkTarget is { } target && target.StartsWith(Folder.Path, StringComparison.Ordinal));
        Assert.EndsWith(" (deleted)", new FileInfo(handle).LinkTarget, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(handle));
    }

    [Fact]
    public async Task Reader_that_takes_rows_in_time_gets_them_from_memory()
    {
        var storage = Storage(new QueryOptions { HoldLimit = TimeSpan.FromMinutes(1), SpillMiB = 0 });
        using var buffer = storage.NewBuffer(Subject, _ended.SetResult);
        var reading = ReadAllAsync(buffer);

        await WriteAsync(buffer, batches: 50);
        buffer.Complete();

        Assert.Equal(50, (await reading).Count);
    }

    [Theory]
    [InlineData(3, 100, "3 MiB of disk for one subject (Mesh:Query:SpillMiBPerSubject)")]
    [InlineData(100, 3, "3 MiB for all (Mesh:Query:SpillMiB)")]
    public async Task Result_that_finds_no_room_on_disk_ends_with_the_limit(int perSubject, int inAll, string named)
    {
        var storage = Storage(new QueryOptions { HoldLimit = TimeSpan.Zero, SpillMiBPerSubject = perSubject, SpillMiB = inAll });
        using var buffer = storage.NewBuffer(Subject, _ended.SetResult);

        var refused = await Assert.ThrowsAsync<QueryFailedException>(() => WriteAsync(buffer, batches: 30, MiB));

        Assert.Equal(TrinoErrorCode.ExceededResultLimit, refused.Failure.Code);
        Assert.Contains(named, refused.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_is_shared_between_a_subjects_results_and_then_its_next_query_is_refused()
    {
        var storage = Storage(new QueryOptions { HoldLimit = TimeSpan.FromMinutes(1), BufferMiBPerSubject = 16, BufferMiB = 64 });
        var buffers = Enumerable.Range(0, 5).Select(_ => storage.NewBuffer(Subject, _ended.SetResult)).ToList();

        // The first two fill the memory; those after them go to disk without a wait.
        await Task.WhenAll(buffers.Take(2).Select(buffer => WriteAsync(buffer, batches: 8, MiB)));
        foreach (var buffer in buffers.Skip(2))
        {
            await WriteAsync(buffer, batches: 8, MiB);
        }

        var refused = Assert.Throws<QueryFailedException>(() => storage.RequireRoom(Subject));
        Assert.Equal(TrinoErrorCode.QueryQueueFull, refused.Failure.Code);
        Assert.Contains("16 MiB that one subject may have (Mesh:Query:BufferMiBPerSubject)", refused.Failure.Message, StringComparison.Ordinal);
        storage.RequireRoom("other");
        Assert.True(storage.Memory.TryTake("other", 16 * MiB));
        buffers.ForEach(buffer => buffer.Dispose());
        storage.RequireRoom(Subject);
    }

    [Fact]
    public async Task Reader_that_is_too_slow_ends_its_query()
    {
        var storage = Storage(new QueryOptions { HoldLimit = TimeSpan.Zero, StallLimit = TimeSpan.FromMilliseconds(200), LeastReadKiB = 1024 });
        using var buffer = storage.NewBuffer(Subject, failure => _ended.TrySetResult(failure));

        await WriteAsync(buffer, batches: 30);
        buffer.Complete();

        var failure = await _ended.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(TrinoErrorCode.AbandonedQuery, failure.Code);
        Assert.Contains("must read 1024 KiB a second (Mesh:Query:LeastReadKiB)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dropped_rows_are_not_read_and_take_no_room()
    {
        var storage = Storage(new QueryOptions { HoldLimit = TimeSpan.Zero });
        using var buffer = storage.NewBuffer(Subject, _ended.SetResult);
        await WriteAsync(buffer, batches: 12);

        buffer.Drop();
        await WriteAsync(buffer, batches: 1);

        Assert.Empty(await ReadAllAsync(buffer));
        Assert.True(storage.Memory.TryTake(Subject, storage.Options.BufferMiBPerSubject * (long)MiB));
        Assert.True(storage.Disk.TryTake(Subject, storage.Options.SpillMiBPerSubject * (long)MiB));
    }

    [Theory]
    [InlineData("00:01:00")]
    [InlineData("00:00:00")]
    public async Task Batches_are_read_in_the_memory_of_a_few_and_one_that_is_still_used_keeps_its_own(string holdLimit)
    {
        using var buffer = Storage(new QueryOptions { HoldLimit = TimeSpan.Parse(holdLimit, CultureInfo.InvariantCulture) }).NewBuffer(Subject, _ended.SetResult);
        var arrays = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        RowBatch? used = null;
        for (var round = 0; round < 20; round++)
        {
            // Some of ten wait in memory, and without patience the others on disk.
            var written = Task.Run(async () =>
            {
                for (var i = 0; i < 10; i++)
                {
                    var batch = Filled(buffer, (byte)i);
                    if (!buffer.TryWrite(batch))
                    {
                        await buffer.WriteAsync(batch, CancellationToken.None);
                    }
                }
            });
            for (var i = 0; i < 10;)
            {
                await buffer.WaitToReadAsync(CancellationToken.None);
                if (await buffer.ReadAsync(CancellationToken.None) is not { } read)
                {
                    continue;
                }

                Assert.Equal(MiB, read.Text.Length);
                Assert.False(read.Text.Span.ContainsAnyExcept((byte)i));
                Assert.True(MemoryMarshal.TryGetArray(read.Text, out var segment));
                arrays.Add(segment.Array!);
                if (round == 0 && i == 3)
                {
                    used = read;
                }
                else
                {
                    read.Release();
                }

                i++;
            }

            await written;
        }

        Assert.InRange(arrays.Count, 2, 24);
        Assert.False(used!.Text.Span.ContainsAnyExcept((byte)3));
        used.Hold();
        used.Release();
        Assert.Equal(3, used.Text.Span[MiB - 1]);
        used.Release();
        Assert.Throws<ObjectDisposedException>(() => used.Text.Span[0]);
        Assert.Throws<ObjectDisposedException>(used.Hold);
        Assert.Throws<ObjectDisposedException>(used.Release);
    }

    private static RowBatch Filled(ResultBuffer buffer, byte value)
    {
        var memory = buffer.Arrays.Rent(MiB);
        memory.GetSpan().Fill(value);
        return new RowBatch(1, memory.Memory) { Memory = memory };
    }

    private ResultStorage Storage(QueryOptions options) => new(options, Folder.Path, TimeProvider.System);

    private static string Text(int batch) => $"[{batch}]";

    private static async Task WriteAsync(ResultBuffer buffer, int batches, int bytes = 0)
    {
        for (var i = 0; i < batches; i++)
        {
            var batch = new RowBatch(1, bytes > 0 ? new byte[bytes] : Encoding.UTF8.GetBytes(Text(i)));
            if (!buffer.TryWrite(batch))
            {
                await buffer.WriteAsync(batch, CancellationToken.None);
            }
        }
    }

    private static async Task ReadAsync(ResultBuffer buffer, int batches)
    {
        for (var i = 0; i < batches; i++)
        {
            (await buffer.ReadAsync(CancellationToken.None))!.Release();
        }
    }

    private static async Task<IReadOnlyList<string>> ReadAllAsync(ResultBuffer buffer)
    {
        var read = new List<string>();
        while (await buffer.WaitToReadAsync(CancellationToken.None))
        {
            if (await buffer.ReadAsync(CancellationToken.None) is { } batch)
            {
                read.Add(Encoding.UTF8.GetString(batch.Text.Span));
            }
        }

        buffer.Release();
        return read;
    }
}
