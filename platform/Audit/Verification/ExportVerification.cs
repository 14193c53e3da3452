using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Audit.Verification;

/// <summary>Verifies an export of the audit trail without the mesh: every hash, number and signature, and that nothing is missing.</summary>
internal sealed class ExportVerification(PinnedKeys pins)
{
    private readonly AuditFindings _findings = new();
    private readonly Dictionary<(string Service, string KeyId), ChainVerification> _chains = [];
    private readonly Dictionary<string, KnownDocuments> _documents = new(StringComparer.Ordinal);
    private readonly List<AuditKey> _keys = [];
    private readonly HashSet<string> _chained = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _behind = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _unchained = new(StringComparer.Ordinal);

    /// <summary>Verifies the lines of an export.</summary>
    public async Task<AuditFindings> RunAsync(TextReader export, CancellationToken cancellationToken)
    {
        long number = 0;
        long? end = null;
        while (await export.ReadLineAsync(cancellationToken) is { } text)
        {
            if (end is not null)
            {
                _findings.Findings.Add($"line {number + 2}: the export goes on behind its end");
                break;
            }

            if (Read(text) is not { } line)
            {
                _findings.Findings.Add($"line {number + 1}: it is not a line of an export");
                number++;
                continue;
            }

            if (line.Kind == AuditExportLine.EndKind)
            {
                end = line.Lines ?? -1;
            }
            else
            {
                number++;
                Take(line, number);
            }
        }

        if (end != number)
        {
            _findings.Findings.Add(end is null ? "the export is truncated: its last line is missing" : string.Create(CultureInfo.InvariantCulture, $"the export has {number} lines, and had {end}"));
        }

        foreach (var chain in _chains.Values)
        {
            chain.End();
        }

        _findings.RekeyedServices = [.. _chains.GroupBy(chain => chain.Key.Service, chain => chain.Value, StringComparer.Ordinal).Where(chains => chains.Count() > 1 && !chains.All(chain => chain.IsOfProcess)).Select(chains => chains.Key)];

        _findings.Findings.AddRange(pins.Missing);
        _findings.Findings.AddRange(_behind.Select(service => string.Create(CultureInfo.InvariantCulture, $"{service.Key}: {service.Value} records without a chain are behind the first record of the service's chain: nothing vouches for them")));
        _findings.Summary.AddRange(_unchained.Select(service => string.Create(CultureInfo.InvariantCulture, $"{service.Key}\tno chain\t{service.Value} records, which only the database's rights protect")));
        _keys.ForEach(key => key.Dispose());
        return _findings;
    }

    private static AuditExportLine? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditExportLine>(text, MeshJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Take(AuditExportLine line, long number)
    {
        var service = line.Service ?? "";
        switch (line.Kind)
        {
            case AuditExportLine.KeyKind:
                Add(service, line);
                break;
            case AuditExportLine.RecordKind when line.KeyId is null:
                TakeUnchained(service, line, number);
                break;
            case AuditExportLine.HeadKind or AuditExportLine.RecordKind when !_chains.ContainsKey((service, line.KeyId ?? "")):
                _findings.Findings.Add($"{service}: line {number} is of the key {line.KeyId}, which is missing");
                break;
            case AuditExportLine.RecordKind:
                TakeChained(service, line);
                break;
            case AuditExportLine.HeadKind when line is { Sequence: { } sequence, Hash: { } hash, Signature: { } signature }:
                _chains[(service, line.KeyId!)].Add(new AuditHead(sequence, hash, signature));
                break;
            default:
                _findings.Findings.Add($"line {number}: it is of no known kind");
                break;
        }
    }

    private void TakeChained(string service, AuditExportLine line)
    {
        _chained.Add(service);
        var chain = _chains[(service, line.KeyId!)];
        chain.Take(line);
        // The keys come first. With one chain there is nothing to repeat, and only a journal on a disk is recovered.
        if (line.Document is { } document && !chain.IsOfProcess && _documents[service].Chains > 1)
        {
            _documents[service].Add(document);
        }
    }

    // Governance has none for its own records; other services had none before they wrote journals, and all have one since.
    private void TakeUnchained(string service, AuditExportLine line, long number)
    {
        _unchained[service] = _unchained.GetValueOrDefault(service) + 1;
        if (line.Record is { } record && record.Service != service)
        {
            _findings.Findings.Add($"{service}: line {number}: the record is one of service {record.Service}");
        }

        if (_chained.Contains(service))
        {
            _behind[service] = _behind.GetValueOrDefault(service) + 1;
        }
    }

    private void Add(string service, AuditExportLine line)
    {
        if (!AuditKey.TryParse(line.PublicKey, out var key) || key.Fingerprint != line.KeyId)
        {
            _findings.Findings.Add($"{service}: the key {line.KeyId} was changed: it is none, or has another fingerprint");
            return;
        }

        _keys.Add(key);
        if (!pins.Accepts(service, key.Fingerprint))
        {
            _findings.Findings.Add($"{service}: the key {key.Fingerprint} is none of those that --key names");
        }

        if (!_documents.TryGetValue(service, out var documents))
        {
            _documents[service] = documents = new KnownDocuments();
        }

        documents.Chains++;
        if (!_chains.TryAdd((service, key.Fingerprint), new ChainVerification(service, key, documents, _findings)))
        {
            _findings.Findings.Add($"{service}: the key {key.Fingerprint} is there twice");
        }
    }
}
