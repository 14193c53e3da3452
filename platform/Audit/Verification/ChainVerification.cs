using System.Globalization;
using System.Text;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Audit.Verification;

/// <summary>Verifies one chain of an export, record by record in the order of its numbers.</summary>
internal sealed class ChainVerification(string service, AuditKey key, KnownDocuments known, AuditFindings findings)
{
    private readonly Dictionary<long, List<AuditHead>> _heads = [];
    private long _first;
    private long _last;
    private string _hash = AuditHash.Origin;
    private long _records;
    private long _verifiedHeads;
    private long _covered;
    private long _closed;

    /// <summary>Whether it is the chain of a process without a disk, which begins and ends with the process.</summary>
    public bool IsOfProcess { get; private set; }

    /// <summary>Adds a head that governance keeps.</summary>
    public void Add(AuditHead head)
    {
        if (!_heads.TryGetValue(head.Sequence, out var heads))
        {
            _heads[head.Sequence] = heads = [];
        }

        heads.Add(head);
    }

    /// <summary>Verifies the next record.</summary>
    public void Take(AuditExportLine line)
    {
        if (line is not { Sequence: { } sequence, PreviousHash: { } previous, Hash: { } hash, Document: { } document, Record: { } record } || AuditHash.Parse(previous) is not { } before)
        {
            Report("a record of the chain has no place in it, or no document");
            return;
        }

        _records++;
        if (_first == 0)
        {
            _first = sequence;
        }

        if (sequence <= _last)
        {
            Report($"record {sequence} is there again behind record {_last}: the chain forks");
        }
        else if (sequence > _last + 1)
        {
            TakeGap(sequence, before);
        }
        else if (previous != _hash)
        {
            Report($"record {sequence} does not follow record {_last}: one of them was changed");
        }

        var computed = new byte[AuditHash.Length];
        AuditHash.Next(before, Encoding.UTF8.GetBytes(document), computed);
        if (Convert.ToHexStringLower(computed) != hash)
        {
            Report($"record {sequence} was changed: its hash does not match its content");
        }
        else if (RecordForm.Difference(document, record) is { } difference)
        {
            Report($"record {sequence} was changed: {difference} of the stored record is not that of the document");
        }

        if (record.Service != service)
        {
            Report($"record {sequence} is one of service {record.Service}");
        }

        IsOfProcess |= sequence == 1 && record.Action == AuditActions.ChainBegin;
        if (_closed > 0)
        {
            Report($"record {sequence} is behind record {_closed}, which closes the chain");
        }
        else if (record.Action == AuditActions.ChainEnd)
        {
            _closed = sequence;
        }

        (_last, _hash) = (sequence, hash);
        VerifyHeads(sequence, hash);
    }

    /// <summary>Verifies what is behind the last record.</summary>
    public void End()
    {
        if (_records == 0)
        {
            Report("the chain has no records: all of them are missing");
        }

        foreach (var sequence in _heads.Keys.Order().Where(sequence => sequence > _last))
        {
            Report(string.Create(CultureInfo.InvariantCulture, $"the chain is truncated: a signed head covers record {sequence}, and the last record is {_last}"));
            break;
        }

        // A hash needs no key: only a head distinguishes the service's records from invented ones.
        if (_last > _covered)
        {
            Report($"{(_last == _covered + 1 ? $"record {_last} is" : $"records {_covered + 1} to {_last} are")} behind the last signed head: nothing vouches for {(_last == _covered + 1 ? "it" : "them")}");
        }

        var ending = _closed > 0 ? $"\tclosed by record {_closed}"
            : IsOpen ? $"\truns, or ended without a closing record; the last record acknowledged is {_heads.Keys.DefaultIfEmpty().Max()}"
            : "";
        findings.Summary.Add(string.Create(CultureInfo.InvariantCulture,
            $"{service}\tkey {key.Fingerprint}\t{_records} records, {(_records == 0 ? "none" : $"{_first} to {_last}")}\t{_verifiedHeads} heads{ending}"));
        findings.OpenChains += IsOpen ? 1 : 0;
    }

    // Its end is known by its heads alone.
    private bool IsOpen => IsOfProcess && _closed == 0;

    private void TakeGap(long sequence, byte[] before)
    {
        var isKnown = known.Fill(AuditHash.Parse(_hash), sequence - _last - 1, before);
        if (isKnown != true)
        {
            Report((sequence == _last + 2 ? $"record {_last + 1} is missing" : $"records {_last + 1} to {sequence - 1} are missing")
                + (isKnown is null ? "; the service's other chains have too many records to search for these" : ""));
        }
    }

    private void VerifyHeads(long sequence, string hash)
    {
        if (!_heads.TryGetValue(sequence, out var heads))
        {
            return;
        }

        foreach (var head in heads)
        {
            if (!head.IsSignedBy(key, service))
            {
                Report($"the signature of the head of record {sequence} is not valid");
            }
            else if (head.Hash != hash)
            {
                Report($"record {sequence} is not the one whose head the service signed");
            }
            else
            {
                (_covered, _verifiedHeads) = (sequence, _verifiedHeads + 1);
            }
        }
    }

    private void Report(string finding) => findings.Findings.Add($"{service}: {finding} (key {key.Fingerprint[..16]})");
}
