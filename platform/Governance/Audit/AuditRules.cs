using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Governance.Audit;

/// <summary>
/// Reads a batch of audit records. What is too long is clipped, and the record says so; only a record that its sender cannot have made, one that is no record,
/// and a chain that does not fit its records are refused.
/// </summary>
internal static class AuditRules
{
    private const int BatchLimit = 1000;

    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);

    /// <summary>Reads a batch.</summary>
    /// <param name="batch">The request.</param>
    /// <param name="sender">The service that sends it.</param>
    /// <param name="wrong">Field, rule and fix of the first thing wrong.</param>
    /// <returns>Null when something is wrong.</returns>
    public static AcceptedBatch? Read(AuditAppend batch, Principal sender, out string? wrong)
    {
        wrong = batch.Records.Count is 0 or > BatchLimit ? $"records: {batch.Records.Count} records. Send 1 to {BatchLimit} at once." : null;
        if (wrong is not null)
        {
            return null;
        }

        var records = new List<AuditRecord>(batch.Records.Count);
        for (var index = 0; index < batch.Records.Count; index++)
        {
            if (ReadRecord(batch.Records[index], sender, out wrong) is not { } record)
            {
                wrong = $"records[{index}]{wrong}";
                return null;
            }

            records.Add(record);
        }

        if (batch.Chain is { } chain)
        {
            return ReadChain(chain, batch.Records, records, sender.Subject, out wrong);
        }

        wrong = "chain: is missing, so the records could not be verified later. Send their place in the service's chain.";
        return null;
    }

    /// <summary>Returns field, rule and fix of the record that is furthest ahead, the same at each try of a batch; null where none is ahead.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="now">The time of governance.</param>
    public static string? Ahead(AcceptedBatch batch, DateTimeOffset now) =>
        batch.Entries.Index().MaxBy(entry => entry.Item.Record.OccurredAt) is (var index, { Record.OccurredAt: var at }) && at > now + MostAhead
            ? $"records[{index}].occurred_at: {at:u} is more than {MostAhead.TotalMinutes} minutes after governance's time. Set the clock of the service right, and send it again then."
            : null;

    private static AuditRecord? ReadRecord(JsonElement json, Principal sender, out string? wrong)
    {
        wrong = null;
        AuditRecord? record;
        try
        {
            record = json.Deserialize<AuditRecord>(MeshJson.Options);
        }
        catch (JsonException unreadable)
        {
            wrong = $"{unreadable.Path?.TrimStart('$')}: cannot be read. Send a record of the audit trail.";
            return null;
        }

        if (record is null)
        {
            wrong = ": is null. Leave it out.";
        }
        else if (record.Service != sender.Subject)
        {
            wrong = $".service: a service speaks for itself only. Write \"{sender.Subject}\".";
        }
        else if (sender.Domain is not null && !AuditActions.OfDomains.Contains(record.Action, StringComparer.Ordinal))
        {
            wrong = $".action: a domain's service records {string.Join(", ", AuditActions.OfDomains)}; the platform's services record the others. Send one of these.";
        }
        else if (sender.Domain is { } domain && record.Product is { } product && product.Domain != domain)
        {
            wrong = $".product: the service of {domain} decides about the products of {domain} only. Send a decision about {product} as the service that made it.";
        }

        return wrong is null ? AuditBounds.Apply(record!) : null;
    }

    private static AcceptedBatch? ReadChain(AuditChain chain, IReadOnlyList<JsonElement> documents, List<AuditRecord> records, string caller, out string? wrong)
    {
        wrong = null;
        if (!AuditKey.TryParse(chain.PublicKey, out var key))
        {
            wrong = "chain.public_key: no public key on the curve P-256. Send its SubjectPublicKeyInfo as base64.";
            return null;
        }

        using (key)
        {
            if (chain.First < 1 || AuditHash.Parse(chain.Previous) is not { } hash)
            {
                wrong = "chain.first, chain.previous: no place in a chain. Send the number of the first record, from 1, and the hash before it.";
                return null;
            }

            var state = new AuditChainState(caller, key, chain.First - 1, hash);
            var entries = new List<AuditEntry>(records.Count);
            AuditHead? head = null;
            for (var index = 0; index < records.Count; index++)
            {
                var (previous, document) = (state.HashText, documents[index].GetRawText());
                state.Append(Encoding.UTF8.GetBytes(document));
                entries.Add(new AuditEntry(records[index], new AuditLink(state.Sequence, previous, state.HashText, document)));
                if (chain.Head?.Sequence != state.Sequence)
                {
                    continue;
                }

                if (state.Verify(chain.Head) is { } finding)
                {
                    wrong = $"chain.head: {finding}. Send the head that the service signed.";
                    return null;
                }

                head = chain.Head;
            }

            return new AcceptedBatch(entries, new ChainKey(key.Fingerprint, key.Text), head);
        }
    }
}
