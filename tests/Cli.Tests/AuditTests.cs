using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Cli.Tests;

/// <summary>Faults that <c>mesh audit verify</c> finds, in exports and journals that were tampered with.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-test-verify-").FullName;
    private readonly ECDsa _signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly AuditKey _key;

    public AuditTests() => _key = AuditKey.Of(_signer);

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Whole_export_ends_with_0_and_a_line_for_each_chain()
    {
        Assert.Equal((0, $"orders\tkey {_key.Fingerprint}\t6 records, 1 to 6\t2 heads\ngovernance\tno chain\t1 records, which only the database's rights protect\n", "Nothing was changed, and nothing is missing.\n"), await VerifyAsync(Export()));
    }

    [Theory]
    [InlineData("changed", "orders: record 4 was changed: its hash does not match its content")]
    [InlineData("rehashed", "orders: record 5 does not follow record 4: one of them was changed")]
    [InlineData("rewritten", "orders: record 6 is not the one whose head the service signed")]
    [InlineData("column", "orders: record 4 was changed: subject of the stored record is not that of the document")]
    [InlineData("removed", "orders: record 4 is missing")]
    [InlineData("removed two", "orders: records 4 to 5 are missing")]
    [InlineData("cut", "orders: the chain is truncated: a signed head covers record 6, and the last record is 4")]
    [InlineData("emptied", "orders: the chain is truncated: a signed head covers record 3, and the last record is 0")]
    [InlineData("inserted", "orders: record 4 is there again behind record 4: the chain forks")]
    [InlineData("signature", "orders: the signature of the head of record 6 is not valid")]
    [InlineData("unsigned", "orders: records 4 to 6 are behind the last signed head: nothing vouches for them")]
    [InlineData("appended", "orders: record 7 is behind the last signed head: nothing vouches for it")]
    [InlineData("without a chain", "orders: 1 records without a chain are behind the first record of the service's chain")]
    [InlineData("in another's name", "governance: line 10: the record is one of service orders")]
    [InlineData("key alone", "orders: the chain has no records: all of them are missing")]
    [InlineData("key twice", "orders: the key ")]
    [InlineData("key", "orders: the key ")]
    [InlineData("no end", "the export is truncated: its last line is missing")]
    [InlineData("line", "the export has 9 lines, and had 10")]
    [InlineData("garbage", "line 3: it is not a line of an export")]
    public async Task Tampered_export_ends_with_1_and_a_line_for_each_finding(string tampering, string finding)
    {
        var (exitCode, output, errors) = await VerifyAsync(Tamper(tampering, Export()));

        Assert.Equal(1, exitCode);
        Assert.Matches("(?:1 finding|[1-9][0-9]* findings)\\.\n$", errors);
        Assert.DoesNotContain("1 findings.", errors, StringComparison.Ordinal);
        Assert.Contains(output.Split('\n'), line => line.StartsWith(finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Records_that_a_recovered_chain_repeats_are_known_by_their_hashes(bool isChanged, int expected)
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = AuditKey.Of(signer);
        var lines = Export();
        // The new chain: a report, records 5 and 6 of the old one, which governance passed over, and a new record.
        var hash = AuditHash.Parse(AuditHash.Origin)!;
        List<AuditExportLine> chain = [];
        string[] documents = [Document("report"), .. lines.Where(line => line.Sequence is 5 or 6 && line.Document is not null).Select(line => line.Document!), Document("analyst")];
        foreach (var document in documents)
        {
            var previous = Convert.ToHexStringLower(hash);
            AuditHash.Next(hash, Encoding.UTF8.GetBytes(isChanged && chain.Count == 1 ? document + " " : document), hash);
            chain.Add(new()
            {
                Kind = "record",
                Service = "orders",
                KeyId = key.Fingerprint,
                Sequence = chain.Count + 1,
                PreviousHash = previous,
                Hash = Convert.ToHexStringLower(hash),
                Document = document,
                Record = JsonSerializer.Deserialize<AuditRecord>(document, MeshJson.Options),
            });
        }

        lines.InsertRange(lines.Count - 2, [chain[0], chain[3]]);
        var head = AuditHead.Sign(signer, "orders", 4, chain[3].Hash!);
        lines.Insert(3, new() { Kind = "head", Service = "orders", KeyId = key.Fingerprint, Sequence = 4, Hash = head.Hash, Signature = head.Signature });
        lines.Insert(1, new() { Kind = "key", Service = "orders", KeyId = key.Fingerprint, PublicKey = key.Text });
        lines[^1] = lines[^1] with { Lines = lines.Count - 1 };

        var (exitCode, output, errors) = await VerifyAsync(lines);

        Assert.Equal(expected, exitCode);
        Assert.StartsWith("Several keys: orders. ", errors, StringComparison.Ordinal);
        Assert.Equal(isChanged, output.Contains("orders: records 2 to 3 are missing", StringComparison.Ordinal));

        static string Document(string subject) => JsonSerializer.Serialize(Decision("orders", subject), MeshJson.Options);
    }

    [Fact]
    public async Task Gap_that_takes_too_many_hashes_to_fill_is_missing_and_said_to_be_not_searched_for()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = AuditKey.Of(signer);
        List<AuditExportLine> lines = [new() { Kind = "key", Service = "orders", KeyId = _key.Fingerprint, PublicKey = _key.Text }, new() { Kind = "key", Service = "orders", KeyId = key.Fingerprint, PublicKey = key.Text }];
        for (var number = 1; number <= 14_200; number++)
        {
            lines.Add(Record(number, lines[^1].Hash ?? AuditHash.Origin, "analyst"));
        }

        lines.Add(Record(7_101, lines[^1].Hash!, "analyst") with { KeyId = key.Fingerprint });
        lines.Add(new() { Kind = "end", Lines = lines.Count });

        var (exitCode, output, _) = await VerifyAsync(lines);

        Assert.Equal(1, exitCode);
        Assert.Contains("orders: records 1 to 7100 are missing; the service's other chains have too many records to search for these (key ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("closed", 0, "\tclosed by record 4", "Nothing was changed, and nothing is missing.\n")]
    [InlineData("open", 0, "\truns, or ended without a closing record; the last record acknowledged is 3", "1 chain without a closing record: whether records at the end were removed together with their heads, only an export that is kept elsewhere shows.\nNothing was changed, and nothing is missing.\n")]
    [InlineData("cut", 1, "\truns, or ended without a closing record; the last record acknowledged is 4", "orders: the chain is truncated: a signed head covers record 4, and the last record is 3")]
    [InlineData("hole", 1, "\tclosed by record 4", "orders: record 2 is missing")]
    [InlineData("beheaded", 1, "\tclosed by record 4", "orders: record 1 is missing")]
    [InlineData("continued", 1, "\tclosed by record 4", "orders: record 5 is behind record 4, which closes the chain")]
    public async Task Chain_of_a_process_without_a_disk_ends_with_it(string ending, int expected, string summary, string said)
    {
        List<AuditExportLine> records = [];
        string[] actions = [AuditActions.ChainBegin, AuditActions.Read, AuditActions.Read, AuditActions.ChainEnd, AuditActions.Read];
        foreach (var action in actions[..(ending switch { "open" => 3, "continued" => 5, _ => 4 })])
        {
            records.Add(Record(records.Count + 1, records.LastOrDefault()?.Hash ?? AuditHash.Origin, Decision("orders", "analyst") with { Action = action }));
        }

        var heads = records.Select(record => AuditHead.Sign(_signer, "orders", record.Sequence!.Value, record.Hash!))
            .Select(head => new AuditExportLine { Kind = "head", Service = "orders", KeyId = _key.Fingerprint, Sequence = head.Sequence, Hash = head.Hash, Signature = head.Signature }).ToList();
        if (ending is "cut" or "hole" or "beheaded")
        {
            records.RemoveAt(ending switch { "cut" => 3, "hole" => 1, _ => 0 });
        }

        List<AuditExportLine> lines = [new() { Kind = "key", Service = "orders", KeyId = _key.Fingerprint, PublicKey = _key.Text }, .. heads, .. records];
        var (exitCode, output, errors) = await VerifyAsync([.. lines, new() { Kind = "end", Lines = lines.Count }]);

        Assert.Equal(expected, exitCode);
        Assert.EndsWith(summary, output.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains(said, output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pinned_key_refuses_another()
    {
        var known = await VerifyAsync(Export(), "--key", $"orders={_key.Fingerprint}");
        var other = await VerifyAsync(Export(), "--key", $"orders={new string('0', 64)}");
        var wrong = await VerifyAsync(Export(), "--key", "orders");

        Assert.Equal((0, 1, 2), (known.ExitCode, other.ExitCode, wrong.ExitCode));
        Assert.Contains($"orders: the key {_key.Fingerprint} is none of those that --key names", other.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pinned_key_without_a_chain_is_a_finding_and_a_short_one_is_refused()
    {
        var absent = await VerifyAsync(Export(), "--key", $"orders={_key.Fingerprint[..16]}", "--key", $"oders={_key.Fingerprint}");
        var removed = await VerifyAsync([new() { Kind = "end", Lines = 0 }], "--key", $"orders={_key.Fingerprint}");
        var shorter = await VerifyAsync(Export(), "--key", $"orders={_key.Fingerprint[..8]}");

        Assert.Equal((1, 1, 2), (absent.ExitCode, removed.ExitCode, shorter.ExitCode));
        Assert.EndsWith($"\noders: no chain of the pinned key {_key.Fingerprint} is there", absent.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("orders: ", absent.Output, StringComparison.Ordinal);
        Assert.Equal($"orders: no chain of the pinned key {_key.Fingerprint} is there", removed.Output.TrimEnd());
        Assert.Contains("has fewer than 16 characters of the fingerprint", shorter.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", null)]
    [InlineData("changed", "orders: 00000000000000000001.audit line 3: record 2 was changed")]
    [InlineData("removed", "orders: 00000000000000000001.audit line 3: record 2 is missing")]
    [InlineData("truncated", "orders: the chain is truncated: governance has acknowledged record 3, and the last record is 1")]
    [InlineData("torn", null)]
    [InlineData("appended", "orders: records 4 to 4 are behind the last signed head: nothing vouches for them")]
    public async Task Journal_of_a_service_is_verified_where_it_is(string tampering, string? finding)
    {
        var journal = Directory.CreateDirectory(Path.Combine(_folder, "audit", "orders")).FullName;
        await File.WriteAllTextAsync(Path.Combine(journal, "chain.json"), JsonSerializer.Serialize(new { service = "orders", public_key = _key.Text }));
        var lines = new List<string>();
        var hash = new byte[AuditHash.Length];
        lines.Add(Head(0, hash));
        void Append(long number)
        {
            var record = Encoding.UTF8.GetBytes($"{{\"n\":{number}}}");
            AuditHash.Next(hash, record, hash);
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            AuditLine.WriteRecord(output, number, hash, record);
            lines.Add(Encoding.UTF8.GetString(output.WrittenSpan));
        }

        Append(1);
        Append(2);
        Append(3);
        await File.WriteAllTextAsync(Path.Combine(journal, "acknowledged"), $"{3:D20} {Convert.ToHexStringLower(hash)}\n");
        lines.Add(Head(3, hash));
        Action tamper = tampering switch
        {
            "nothing" => () => { },
            "changed" => () => lines[2] = lines[2].Replace("\"n\":2", "\"n\":7", StringComparison.Ordinal),
            "removed" => () => lines.RemoveAt(2),
            "truncated" => () => lines.RemoveRange(2, 3),
            "appended" => () => Append(4),
            "torn" => () => lines.Add("{\"sequence\":4,\"hash\""),
            _ => throw new ArgumentOutOfRangeException(nameof(tampering)),
        };
        tamper();

        await File.WriteAllTextAsync(Path.Combine(journal, "00000000000000000001.audit"), string.Concat(lines));

        var (exitCode, found, _) = await VerifyAsync(Path.Combine(_folder, "audit"), isPath: true);

        Assert.Equal(finding is null ? 0 : 1, exitCode);
        Assert.Contains(found.Split('\n'), line => line.StartsWith(finding ?? $"orders\tkey {_key.Fingerprint}\t3 records, 1 to 3\t2 heads\tacknowledged to 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_that_is_not_there_ends_with_2() =>
        Assert.Equal(2, (await MeshCommand.RunAsync(_folder, environment: null, "audit", "verify", "nowhere.jsonl")).ExitCode);

    private Task<(int ExitCode, string Output, string Errors)> VerifyAsync(IEnumerable<AuditExportLine> lines, params string[] options)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.jsonl");
        File.WriteAllLines(file, lines.Select(line => line.Kind == "garbage" ? "{" : Encoding.UTF8.GetString(line.ToUtf8())));
        return MeshCommand.RunAsync(_folder, environment: null, ["audit", "verify", file, .. options]);
    }

    private Task<(int ExitCode, string Output, string Errors)> VerifyAsync(string path, bool isPath) =>
        MeshCommand.RunAsync(_folder, environment: null, isPath ? ["audit", "verify", path] : []);

    // key, head of 3, head of 6, six records, one of governance, end
    private List<AuditExportLine> Export()
    {
        List<AuditExportLine> lines = [new() { Kind = "key", Service = "orders", KeyId = _key.Fingerprint, PublicKey = _key.Text }];
        List<AuditExportLine> records = [];
        var previous = AuditHash.Origin;
        for (var number = 1; number <= 6; number++)
        {
            records.Add(Record(number, previous, "analyst"));
            previous = records[^1].Hash!;
        }

        foreach (var number in (int[])[3, 6])
        {
            var head = AuditHead.Sign(_signer, "orders", number, records[number - 1].Hash!);
            lines.Add(new() { Kind = "head", Service = "orders", KeyId = _key.Fingerprint, Sequence = number, Hash = head.Hash, Signature = head.Signature });
        }

        lines.AddRange(records);
        lines.Add(new() { Kind = "record", Service = "governance", Record = Decision("governance", "auditor") });
        lines.Add(new() { Kind = "end", Lines = lines.Count });
        return lines;
    }

    private List<AuditExportLine> Tamper(string tampering, List<AuditExportLine> lines)
    {
        int Place(long number) => lines.FindIndex(line => line.Kind == "record" && line.Sequence == number);
        AuditExportLine Forged(long number) => Record(number, lines[Place(number - 1)].Hash!, "auditor");
        void Remove(params long[] numbers) => lines.RemoveAll(line => line.Kind == "record" && numbers.Contains(line.Sequence ?? 0));
        void Rewrite()
        {
            for (var number = 4; number <= 6; number++)
            {
                lines[Place(number)] = Forged(number);
            }
        }

        Action tamper = tampering switch
        {
            "changed" => () => lines[Place(4)] = lines[Place(4)] with { Document = lines[Place(4)].Document!.Replace("analyst", "auditor", StringComparison.Ordinal) },
            "rehashed" => () => lines[Place(4)] = Forged(4),
            "rewritten" => Rewrite,
            "column" => () => lines[Place(4)] = lines[Place(4)] with { Record = lines[Place(4)].Record! with { Subject = "auditor" } },
            "removed" => () => Remove(4),
            "removed two" => () => Remove(4, 5),
            "cut" => () => Remove(5, 6),
            "emptied" => () => Remove(1, 2, 3, 4, 5, 6),
            "inserted" => () => lines.Insert(Place(5), Forged(4)),
            "unsigned" => () =>
            {
                Rewrite();
                lines.RemoveAt(2);
            },
            "appended" => () => lines.Insert(Place(6) + 1, Forged(7)),
            "without a chain" => () => lines.Insert(Place(6) + 1, new() { Kind = "record", Service = "orders", Record = Decision("orders", "auditor") }),
            "in another's name" => () => lines[^2] = lines[^2] with { Record = Decision("orders", "auditor") },
            "key alone" => () => lines.RemoveAll(line => line.Kind == "head" || line.Sequence is not null),
            "key twice" => () => lines.Insert(3, lines[0]),
            "signature" => () => lines[2] = lines[2] with { Signature = lines[1].Signature },
            "key" => () =>
            {
                using var other = AuditKey.Of(ECDsa.Create(ECCurve.NamedCurves.nistP256));
                lines[0] = lines[0] with { PublicKey = other.Text };
            },
            "no end" => () => lines.RemoveAt(lines.Count - 1),
            "line" => () => lines.RemoveAt(lines.FindIndex(line => line.Service == "governance")),
            "garbage" => () => lines[2] = lines[2] with { Kind = "garbage" },
            _ => throw new ArgumentOutOfRangeException(nameof(tampering)),
        };
        tamper();
        if (tampering is not ("no end" or "line"))
        {
            lines[^1] = lines[^1] with { Lines = lines.Count - 1 };
        }

        return lines;
    }

    private string Head(long sequence, byte[] hash)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        AuditLine.WriteHead(output, AuditHead.Sign(_signer, "orders", sequence, Convert.ToHexStringLower(hash)));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private AuditExportLine Record(long number, string previous, string subject) => Record(number, previous, Decision("orders", subject));

    private AuditExportLine Record(long number, string previous, AuditRecord record)
    {
        var document = JsonSerializer.Serialize(record, MeshJson.Options);
        var hash = new byte[AuditHash.Length];
        AuditHash.Next(AuditHash.Parse(previous), Encoding.UTF8.GetBytes(document), hash);
        return new() { Kind = "record", Service = "orders", KeyId = _key.Fingerprint, Sequence = number, PreviousHash = previous, Hash = Convert.ToHexStringLower(hash), Document = document, Record = record };
    }

    private static AuditRecord Decision(string service, string subject) => new()
    {
        Id = Guid.CreateVersion7(),
        OccurredAt = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
        Service = service,
        Subject = subject,
        Action = AuditActions.Read,
        Permit = true,
        Reason = "The analyst may read, with masks.",
    };
}
