using System.Text;
using MeshStarter.Platform.Enforcement.Journal;

namespace MeshStarter.ServiceDefaults.Tests.Audit;

/// <summary>Starts on what a kill leaves at the worst moments: while a damaged chain is moved aside, and between two segments.</summary>
public sealed class JournalRecoveryTests : IDisposable
{
    private readonly string _root = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/mesh-test-recovery-{Guid.NewGuid():N}").FullName
        : Directory.CreateTempSubdirectory("mesh-test-recovery-").FullName;

    private string Folder => Path.Combine(_root, "orders");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Kill_during_the_move_of_a_damaged_chain_loses_no_intact_record(int moved)
    {
        await DamagedAsync();
        var moving = Directory.CreateDirectory(Path.Combine(Folder, "moving-1")).FullName;
        foreach (var name in (string[])[.. ((string[])["key.pkcs8", "chain.json", Path.GetFileName(JournalOnDisk.Segments(Folder).Single()), "acknowledged"]).Take(moved)])
        {
            File.Move(Path.Combine(Folder, name), Path.Combine(moving, name));
        }

        await RecoversAsync("damaged-1");
    }

    [Fact]
    public async Task Kill_before_the_recovered_records_are_on_disk_loses_none()
    {
        await DamagedAsync();
        MoveAll("aside");
        // The new chain has the report and the first two of them.
        await using (var begun = Open())
        {
            foreach (var text in (string[])["""{"report":1}""", Text(1), Text(2)])
            {
                await begun.AppendAsync(Encoding.UTF8.GetBytes(text));
            }
        }

        Directory.Move(Path.Combine(Folder, "aside"), Path.Combine(Folder, "moving-1"));

        await RecoversAsync("damaged-1");
    }

    [Fact]
    public async Task Kill_during_the_move_of_an_earlier_version_loses_no_intact_record()
    {
        await DamagedAsync();
        MoveAll("moving");

        await RecoversAsync("damaged-1");
    }

    [Fact]
    public async Task Damage_while_an_earlier_one_waits_keeps_the_records_of_both()
    {
        await DamagedAsync();
        MoveAll("moving-1");
        await using (var second = AuditJournal.Open(Path.Combine(_root, "other"), "orders", queueLimit: 100))
        {
            for (var number = 10; number < 13; number++)
            {
                await second.AppendAsync(Encoding.UTF8.GetBytes(Text(number)));
            }
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(_root, "other")))
        {
            File.Move(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        File.Delete(Path.Combine(Folder, "key.pkcs8"));

        await RecoversAsync("damaged-1", Text(10), Text(11), Text(12));
        Assert.True(Directory.Exists(Path.Combine(Folder, "damaged-2")));
    }

    [Fact]
    public async Task Report_of_the_damage_is_the_first_record_of_the_new_chain()
    {
        await DamagedAsync();

        await using var journal = AuditJournal.Open(Folder, "orders", queueLimit: 1, damage => Encoding.UTF8.GetBytes($$"""{"recovered":{{damage.Recovered}}}"""));
        await journal.Recovered;

        Assert.Equal("""{"recovered":4}""", JournalOnDisk.Records(Folder)[0]);
        Assert.Equal(5, JournalOnDisk.Records(Folder).Count);
    }

    [Fact]
    public async Task Key_that_is_missing_where_all_was_acknowledged_is_damage_and_a_new_chain_is_sent_from_its_first_record()
    {
        await AcknowledgedAsync();
        File.Delete(JournalOnDisk.Segments(Folder).Single());
        File.Delete(Path.Combine(Folder, "key.pkcs8"));

        await using var journal = Open();

        Assert.Contains("the signing key is missing", journal.Damage!.Finding, StringComparison.Ordinal);
        Assert.Equal(0, journal.Acknowledged);
        await journal.AppendAsync(Encoding.UTF8.GetBytes(Text(99)));
        Assert.Equal(1, journal.Sequence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"sequence\":6,\"ha")]
    public async Task Segment_that_was_only_begun_behind_acknowledged_ones_is_no_damage(string content)
    {
        var hash = await AcknowledgedAsync();
        File.Delete(JournalOnDisk.Segments(Folder).Single());
        await File.WriteAllTextAsync(Path.Combine(Folder, $"{7:D20}.audit"), content);

        await using (var journal = Open())
        {
            Assert.Null(journal.Damage);
            await journal.AppendAsync(Encoding.UTF8.GetBytes(Text(99)));
            Assert.Equal((7, 6), (journal.Sequence, journal.Acknowledged));
        }

        Assert.Equal([Text(99)], JournalOnDisk.Records(Folder));
        Assert.Contains($"\"hash\":\"{hash}\",\"signature\"", await File.ReadAllTextAsync(JournalOnDisk.Segments(Folder).Single()), StringComparison.Ordinal);
        await using var next = Open();
        Assert.Null(next.Damage);
    }

    [Fact]
    public async Task Empty_segment_in_another_place_is_damage()
    {
        await AcknowledgedAsync();
        File.Delete(JournalOnDisk.Segments(Folder).Single());
        await File.WriteAllTextAsync(Path.Combine(Folder, $"{4:D20}.audit"), "");

        await using var journal = Open();

        Assert.Contains("the segment has no whole line, and the chain before it ends with record 6", journal.Damage!.Finding, StringComparison.Ordinal);
    }

    // Six records, of which the fourth is changed: that one is lost, and it is the only one.
    private async Task DamagedAsync()
    {
        await WriteAsync();
        var segment = JournalOnDisk.Segments(Folder).Single();
        await File.WriteAllTextAsync(segment, (await File.ReadAllTextAsync(segment)).Replace(Text(3), Text(7), StringComparison.Ordinal));
        var line = (await File.ReadAllLinesAsync(segment)).Single(line => line.StartsWith("{\"sequence\":1,", StringComparison.Ordinal) && line.Contains("record", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(Folder, "acknowledged"), $"{1:D20} {line[22..86]}\n");
    }

    private async Task<string> AcknowledgedAsync()
    {
        await WriteAsync();
        var line = (await File.ReadAllLinesAsync(JournalOnDisk.Segments(Folder).Single()))[^1];
        await File.WriteAllTextAsync(Path.Combine(Folder, "acknowledged"), $"{6:D20} {line[22..86]}\n");
        return line[22..86];
    }

    private async Task WriteAsync()
    {
        await using var journal = Open();
        for (var number = 0; number < 6; number++)
        {
            await journal.AppendAsync(Encoding.UTF8.GetBytes(Text(number)));
        }
    }

    private void MoveAll(string name)
    {
        var moving = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(Folder).Where(file => Path.GetFileName(file) != "lock"))
        {
            File.Move(file, Path.Combine(moving, Path.GetFileName(file)));
        }
    }

    /// <summary>The records behind the acknowledged one, once each, but for the changed one.</summary>
    private async Task RecoversAsync(string keptIn, params string[] others)
    {
        await using (var journal = Open())
        {
            Assert.Equal(keptIn, journal.Damage!.KeptIn);
            await journal.Recovered;
        }

        Assert.Equal([Text(1), Text(2), Text(4), Text(5), .. others], JournalOnDisk.Records(Folder).Where(record => !record.Contains("report", StringComparison.Ordinal)));
        Assert.Empty(Directory.EnumerateDirectories(Folder, "moving*"));
        Assert.True(Directory.Exists(Path.Combine(Folder, keptIn)));
        await using var next = Open();
        Assert.Null(next.Damage);
    }

    private AuditJournal Open() => AuditJournal.Open(Folder, "orders", queueLimit: 100);

    private static string Text(int number) => $"{{\"n\":{number}}}";
}
