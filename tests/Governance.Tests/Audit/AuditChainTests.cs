using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Tests.Audit;

/// <summary>Batches with a place in a chain: what governance keeps of them, and what it refuses.</summary>
[Collection(GovernanceCollection.Name)]
public sealed class AuditChainTests(GovernanceFixture fixture) : IDisposable
{
    private readonly ECDsa _signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _signer.Dispose();

    [SkippableFact]
    public async Task Long_fields_are_clipped_and_the_document_stays_whole()
    {
        var subject = "s" + Guid.NewGuid().ToString("N");
        var record = Record(subject) with { Reason = $"May not create {string.Join('.', Enumerable.Repeat(new string('n', 240), 9))}.", Roles = [new string('r', 300)] };

        using var answer = await AppendAsync(Chain([record]));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var line = Assert.Single(await ExportAsync(), line => line.Record?.Subject == subject);
        Assert.Equal((AuditBounds.ReasonLimit, "reason,roles"), (line.Record!.Reason.Length, string.Join(',', line.Record.Clipped)));
        Assert.Equal(record.Reason, JsonSerializer.Deserialize<AuditRecord>(line.Document!, MeshJson.Options)!.Reason);
    }

    [SkippableFact]
    public async Task Chain_is_exported_with_its_key_heads_and_every_hash_and_ends_with_a_count()
    {
        var subject = "s" + Guid.NewGuid().ToString("N");
        var first = Chain([.. Enumerable.Range(0, 5).Select(_ => Record(subject))]);
        List<AuditRecord> records = [.. Enumerable.Range(0, 3).Select(_ => Record(subject))];
        var (second, repeated) = (Chain(records, 6, first.Hash), Chain(records, 6, first.Hash));
        foreach (var batch in new[] { first, second, repeated }) // whose answer was lost is signed once more: stored once
        {
            using var answer = await AppendAsync(batch);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        var lines = await ExportAsync();

        using var key = AuditKey.Of(ECDsa.Create(_signer.ExportParameters(false)));
        Assert.Equal(key.Text, Assert.Single(lines, line => line.Kind == "key" && line.KeyId == key.Fingerprint).PublicKey);
        Assert.Equal([(5, first.Hash), (8, second.Hash)], lines.Where(line => line.Kind == "head" && line.KeyId == key.Fingerprint).Select(head => ((int)head.Sequence!, head.Hash!)));
        var state = new AuditChainState("orders", key, 0, AuditHash.Parse(AuditHash.Origin));
        foreach (var line in lines.Where(line => line.Kind == "record" && line.KeyId == key.Fingerprint))
        {
            Assert.Equal((state.Sequence + 1, state.HashText), (line.Sequence, line.PreviousHash));
            state.Append(Encoding.UTF8.GetBytes(line.Document!));
            Assert.Equal(state.HashText, line.Hash);
        }

        Assert.Equal((8, second.Hash), ((int)state.Sequence, state.HashText));
        Assert.Equal(("end", lines.Count - 1), (lines[^1].Kind, (int)lines[^1].Lines!));
    }

    [SkippableFact]
    public async Task Record_that_a_new_chain_repeats_is_stored_once_and_the_new_chain_goes_on()
    {
        var subject = "s" + Guid.NewGuid().ToString("N");
        List<AuditRecord> records = [.. Enumerable.Range(0, 4).Select(_ => Record(subject))];
        // Governance has records 2 and 3, and the service did not see that before its journal was damaged: the chain with a new key repeats them.
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = AuditKey.Of(ECDsa.Create(signer.ExportParameters(false)));
        var old = Chain(records[..3]);
        var recovered = ChainedBatch.Of(signer, [Record(subject), records[1], records[2], records[3]]);

        foreach (var batch in new[] { old, recovered })
        {
            using var answer = await AppendAsync(batch);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        var lines = (await ExportAsync()).Where(line => line.Record?.Subject == subject || line.KeyId == key.Fingerprint).ToList();
        Assert.Equal(5, lines.Count(line => line.Kind == "record"));
        Assert.Equal([1, 4], lines.Where(line => line.Kind == "record" && line.KeyId == key.Fingerprint).Select(line => (int)line.Sequence!));
        Assert.Equal((4, recovered.Hash), lines.Where(line => line.Kind == "head" && line.KeyId == key.Fingerprint).Select(head => ((int)head.Sequence!, head.Hash!)).Single());
        // The hashes before and behind the gap are those of the records that it repeats.
        var hash = AuditHash.Parse(lines.Single(line => line.Kind == "record" && line is { Sequence: 1 } && line.KeyId == key.Fingerprint).Hash)!;
        foreach (var repeated in lines.Where(line => line.Kind == "record" && line.KeyId != key.Fingerprint && line.Sequence > 1))
        {
            AuditHash.Next(hash, Encoding.UTF8.GetBytes(repeated.Document!), hash);
        }

        Assert.Equal(lines.Single(line => line.Kind == "record" && line is { Sequence: 4 } && line.KeyId == key.Fingerprint).PreviousHash, Convert.ToHexStringLower(hash));
    }

    [SkippableTheory]
    [InlineData("signature", "chain.head: the signature of the head of record 2 is not valid.")]
    [InlineData("hash", "chain.head: the head of record 2 has another hash: records were changed.")]
    [InlineData("service", "chain.head: the signature of the head of record 2 is not valid.")]
    [InlineData("key", "chain.public_key: no public key on the curve P-256.")]
    [InlineData("previous", "chain.first, chain.previous: no place in a chain.")]
    public async Task Head_or_key_that_does_not_fit_is_refused(string wrong, string detail)
    {
        var subject = "s" + Guid.NewGuid().ToString("N");
        var chain = Chain([Record(subject), Record(subject)], service: wrong == "service" ? "payments" : "orders");
        var body = JsonNode.Parse(chain.Body)!;
        switch (wrong)
        {
            case "signature":
                body["chain"]!["head"]!["signature"] = Convert.ToBase64String(new byte[64]);
                break;
            case "hash":
                body["chain"]!["head"]!["hash"] = AuditHash.Origin;
                break;
            case "key":
                body["chain"]!["public_key"] = "AAAA";
                break;
            case "previous":
                body["chain"]!["previous"] = "x";
                break;
        }

        using var answer = await AppendAsync((body.ToJsonString(MeshJson.Options), ""));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(detail, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(await ExportAsync(), line => line.Record?.Subject == subject);
    }

    [SkippableFact]
    public async Task Record_of_another_service_is_refused_in_a_chain_too()
    {
        var subject = "s" + Guid.NewGuid().ToString("N");

        using var answer = await AppendAsync(Chain([Record(subject), Record(subject) with { Service = "payments" }]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(await ExportAsync(), line => line.Record?.Subject == subject);
    }

    [SkippableTheory]
    [InlineData("analyst")]
    [InlineData("orders-owner")]
    [InlineData("platform-admin")]
    public async Task Export_is_for_readers_of_the_whole_trail(string persona)
    {
        using var answer = await fixture.Running.SendAsync(HttpMethod.Get, "/audit/export", await fixture.Running.PersonaTokenAsync(persona));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private (string Body, string Hash) Chain(IReadOnlyList<AuditRecord> records, long first = 1, string? previous = null, string service = "orders") =>
        ChainedBatch.Of(_signer, records, first, previous, service);

    private async Task<HttpResponseMessage> AppendAsync((string Body, string Hash) chain)
    {
        var content = new StringContent(chain.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await fixture.Running.SendAsync(HttpMethod.Post, "/audit", await fixture.Running.ServiceTokenAsync("orders", RunningGovernance.OrdersSecret), content);
    }

    private async Task<List<AuditExportLine>> ExportAsync()
    {
        using var answer = await fixture.Running.SendAsync(HttpMethod.Get, "/audit/export", await fixture.Running.PersonaTokenAsync("auditor"));
        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<AuditExportLine>(line, MeshJson.Options)!)];
    }

    private static AuditRecord Record(string subject) => TestRecord.Of("orders", subject);
}
