using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.ServiceDefaults.Tests.Audit;

public sealed class AuditJournalTests : IDisposable
{
    // In memory where that is possible: the tests open hundreds of journals, and each flushes.
    private readonly string _root = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/mesh-test-journal-{Guid.NewGuid():N}").FullName
        : Directory.CreateTempSubdirectory("mesh-test-journal-").FullName;

    private string Folder => Path.Combine(_root, "orders");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Records_are_on_disk_in_one_chain_across_restarts()
    {
        for (var start = 0; start < 3; start++)
        {
            await using var journal = Open();
            Assert.Null(journal.Damage);
            for (var number = 0; number < 4; number++)
            {
                await journal.AppendAsync(Record(4 * start + number));
            }
        }

        Assert.Equal(Enumerable.Range(0, 12).Select(Text), JournalOnDisk.Records(Folder));
    }

    [Fact]
    public async Task Records_that_arrive_together_share_flushes_and_keep_their_order()
    {
        await using var journal = Open();
        var first = journal.AppendAsync(Record(0));

        await Task.WhenAll(Enumerable.Range(1, 2_000).Select(number => journal.AppendAsync(Record(number))).Append(first));

        Assert.Equal(Enumerable.Range(0, 2_001).Select(Text), JournalOnDisk.Records(Folder));
        var heads = Encoding.UTF8.GetString(JournalOnDisk.ReadShared(JournalOnDisk.Segments(Folder).Single())).Split("\"signature\"").Length - 1;
        Assert.InRange(heads, 2, 200);
    }

    [Fact]
    public async Task Record_that_nothing_waits_for_goes_with_the_next_one_or_by_itself()
    {
        await using var journal = Open();
        var first = journal.AppendAsync(Record(0), isAwaited: false);
        await journal.AppendAsync(Record(1));

        await first;
        Assert.Equal(Enumerable.Range(0, 2).Select(Text), JournalOnDisk.Records(Folder));

        await journal.AppendAsync(Record(2), isAwaited: false);
        Assert.Equal(Enumerable.Range(0, 3).Select(Text), JournalOnDisk.Records(Folder));

        var last = journal.AppendAsync(Record(3), isAwaited: false);
        await journal.CompleteAsync();
        await last;
        Assert.Equal(Enumerable.Range(0, 4).Select(Text), JournalOnDisk.Records(Folder));
    }

    [Fact]
    [Trait("Category", "Property")]
    public async Task File_that_ends_anywhere_keeps_its_whole_records_and_goes_on()
    {
        await using (var journal = Open())
        {
            for (var group = 0; group < 2; group++)
            {
                await Task.WhenAll(journal.AppendAsync(Record(2 * group)), journal.AppendAsync(Record(2 * group + 1)));
            }
        }

        var name = Path.GetFileName(JournalOnDisk.Segments(Folder).Single());
        var whole = await File.ReadAllBytesAsync(Path.Combine(Folder, name));
        var ends = Enumerable.Range(0, whole.Length + 1);
        foreach (var length in Rounds.Part(ends, 4).Union(ends.Where(end => end > 0 && whole[end - 1] == '\n')))
        {
            var cut = Copy($"cut-{length}");
            await File.WriteAllBytesAsync(Path.Combine(cut, name), whole[..length]);
            var kept = Encoding.UTF8.GetString(whole, 0, length).Split('\n')[..^1].Count(line => line.Contains("\"record\"", StringComparison.Ordinal));
            await using (var journal = Open(cut))
            {
                Assert.Null(journal.Damage);
                await journal.AppendAsync(Record(99));
            }

            Assert.Equal([.. Enumerable.Range(0, kept).Select(Text), Text(99)], JournalOnDisk.Records(cut));
            Directory.Delete(cut, recursive: true);
        }
    }

    [Fact]
    [Trait("Category", "Property")]
    public async Task Changed_byte_anywhere_is_found_or_cut_and_no_intact_record_is_lost()
    {
        await WrittenAsync(records: 5);
        var name = Path.GetFileName(JournalOnDisk.Segments(Folder).Single());
        var whole = await File.ReadAllBytesAsync(Path.Combine(Folder, name));
        foreach (var place in Rounds.Part(Enumerable.Range(0, (whole.Length + 6) / 7), 2).Select(seventh => seventh * 7))
        {
            var changed = Copy($"changed-{place}");
            var bytes = whole.ToArray();
            bytes[place] ^= 1;
            await File.WriteAllBytesAsync(Path.Combine(changed, name), bytes);
            List<string> after;
            JournalDamage? damage;
            await using (var journal = Open(changed))
            {
                damage = journal.Damage;
                await journal.AppendAsync(Record(99));
            }

            after = JournalOnDisk.Records(changed);
            if (damage is null)
            {
                // Behind the last record: its own head.
                Assert.Equal([.. Enumerable.Range(0, 5).Select(Text), Text(99)], after);
                continue;
            }

            // At most the changed record, and the one whose predecessor's hash was changed, cannot be vouched for.
            Assert.InRange(after.Count, 4, 6);
            Assert.All(after, record => Assert.Contains(record, Enumerable.Range(0, 5).Append(99).Select(Text)));
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(changed, damage.KeptIn, name)));
            Directory.Delete(changed, recursive: true);
        }
    }

    [Fact]
    public async Task Journal_that_ends_before_what_governance_has_is_damaged()
    {
        await WrittenAsync(records: 5);
        var segment = JournalOnDisk.Segments(Folder).Single();
        var lines = await File.ReadAllLinesAsync(segment);
        await File.WriteAllTextAsync(Path.Combine(Folder, "acknowledged"), $"{4:D20} {lines.Single(line => line.StartsWith("{\"sequence\":4,", StringComparison.Ordinal) && line.Contains("record", StringComparison.Ordinal))[22..86]}\n");
        await File.WriteAllLinesAsync(segment, lines[..5]); // records 1 and 2 with their heads

        await using var damaged = Open();

        Assert.Contains("governance has acknowledged record 4: records were removed", damaged.Damage!.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key.pkcs8", "the signing key is missing")]
    [InlineData("00000000000000000001.audit", "records 1 to")]
    public async Task Journal_with_a_file_missing_is_damaged_and_the_service_goes_on(string file, string finding)
    {
        await using (var journal = Open())
        {
            for (var number = 0; number < 9_000; number += 1_000)
            {
                await Task.WhenAll(Enumerable.Range(number, 1_000).Select(one => journal.AppendAsync(Encoding.UTF8.GetBytes($"{{\"n\":{one},\"text\":\"{new string('x', 1_000)}\"}}"))));
            }
        }

        Assert.InRange(JournalOnDisk.Segments(Folder).Count, 2, 3);
        File.Delete(Path.Combine(Folder, file));

        await using (var damaged = Open())
        {
            Assert.Contains(finding, damaged.Damage!.Finding, StringComparison.Ordinal);
            await damaged.AppendAsync(Record(99));
        }

        await using var next = Open();
        Assert.Null(next.Damage);
        Assert.Contains(Text(99), JournalOnDisk.Records(Folder));
    }

    [SkippableFact]
    public async Task Full_disk_refuses_records_and_takes_them_again_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(kibibytes: 256);
        var folder = Path.Combine(disk.Folder, "journal");
        await using (var journal = Open(folder))
        {
            await journal.AppendAsync(Record(0));
            disk.Fill();
            var taken = 1;
            AuditUnavailableException? refused = null;
            while (refused is null)
            {
                Assert.True(taken < 5_000, "The disk never was full.");
                try
                {
                    await journal.AppendAsync(Record(taken));
                    taken++;
                }
                catch (AuditUnavailableException unavailable)
                {
                    refused = unavailable;
                }
            }

            Assert.IsAssignableFrom<IOException>(refused.InnerException);
            Assert.NotNull(journal.Failure);
            await Assert.ThrowsAsync<AuditUnavailableException>(() => journal.AppendAsync(Record(77)));
            disk.Empty();
            await journal.AppendAsync(Record(taken));
            Assert.Null(journal.Failure);
            Assert.Equal(Enumerable.Range(0, taken + 1).Select(Text), JournalOnDisk.Records(folder));
        }

        await using var next = Open(folder);
        Assert.Null(next.Damage);
        Assert.Equal(0, next.TornBytes);
    }

    [SkippableFact]
    public async Task Names_of_new_files_are_flushed_with_their_bytes()
    {
        using var trace = FlushTrace.Start();

        await using (var journal = Open())
        {
            await journal.AppendAsync(Record(0));
        }

        var flushed = trace.End().Where(path => path.StartsWith(Folder, StringComparison.Ordinal)).Select(path => path[Folder.Length..]).ToList();
        Assert.Equal(["/key.pkcs8.new", "", "/chain.json.new", "", "", $"/{1:D20}.audit"], flushed);
    }

    [Fact]
    public async Task Second_process_on_the_same_folder_does_not_start()
    {
        await using var journal = Open();

        var refused = Assert.Throws<StartRefusedException>(() => Open());

        Assert.StartsWith($"Setting Mesh:Audit:Folder: another process uses the folder {Folder}.", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Lock_that_cannot_be_opened_is_not_held_by_another_process()
    {
        Skip.If(OperatingSystem.IsWindows(), "a socket that no file opens");
        await WrittenAsync(1);
        File.Delete(Path.Combine(Folder, "lock"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(Folder, "lock")));

        var refused = Assert.Throws<StartRefusedException>(() => Open());

        Assert.StartsWith($"Setting Mesh:Audit:Folder: the folder {Folder} cannot be written: ", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Key_and_records_are_readable_by_their_owner_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "modes of Unix");
        await using var journal = Open();
        await journal.AppendAsync(Record(0));

        Assert.All(new DirectoryInfo(Folder).EnumerateFiles(), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(Folder).UnixFileMode);
    }

    private AuditJournal Open(string? folder = null) => AuditJournal.Open(folder ?? Folder, "orders", queueLimit: 10_000);

    private async Task WrittenAsync(int records)
    {
        await using var journal = Open();
        for (var number = 0; number < records; number++)
        {
            await journal.AppendAsync(Record(number));
        }
    }

    private string Copy(string name)
    {
        var copy = Path.Combine(_root, name);
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(Folder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    private static string Text(int number) => $"{{\"n\":{number}}}";

    private static byte[] Record(int number) => Encoding.UTF8.GetBytes(Text(number));
}
