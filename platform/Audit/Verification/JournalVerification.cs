using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Audit.Verification;

/// <summary>Verifies audit journals of services, which have the records that governance has not acknowledged: one folder, or all below a folder.</summary>
internal static class JournalVerification
{
    /// <summary>Verifies the journals of a folder.</summary>
    /// <exception cref="UnverifiableException">There is none.</exception>
    public static AuditFindings Run(string folder, PinnedKeys pins)
    {
        var findings = new AuditFindings();
        List<string> journals = [.. Directory.EnumerateFiles(folder, AuditJournalFiles.Chain, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        if (journals.Count == 0)
        {
            throw new UnverifiableException($"{folder}: there is no audit journal in it. Name the folder of Mesh:Audit:Folder, or a file of mesh audit export.");
        }

        foreach (var journal in journals)
        {
            Verify(Path.GetDirectoryName(journal)!, journal, pins, findings);
        }

        findings.Findings.AddRange(pins.Missing);
        return findings;
    }

    private static void Verify(string folder, string description, PinnedKeys pins, AuditFindings findings)
    {
        if (Read(description) is not (var service, var key))
        {
            findings.Findings.Add($"{description}: it was changed: it names no service and public key");
            return;
        }

        using (key)
        {
            void Report(string finding) => findings.Findings.Add($"{service}: {finding} ({folder})");
            if (!pins.Accepts(service, key.Fingerprint))
            {
                Report($"the key {key.Fingerprint} is none of those that --key names");
            }

            var acknowledged = Acknowledged(folder);
            AuditChainState? state = null;
            var (records, heads, first, covered) = (0L, 0L, 0L, 0L);
            var segments = SegmentsOf(folder);
            while (segments.TryDequeue(out var segment))
            {
                if (Lines(segment, out var torn) is not { } lines)
                {
                    // The chain begins behind it, with a segment that may be newer than the list.
                    (state, records, heads) = (null, 0, 0);
                    segments = segments.Count == 0 && SegmentsOf(folder) is var newer && !newer.Contains(segment) ? newer : segments;
                    continue;
                }

                var number = 0;
                foreach (var text in lines)
                {
                    number++;
                    if (!AuditLine.TryRead(text, out var line) || AuditHash.Parse(Encoding.ASCII.GetString(line.Hash)) is not { } hash)
                    {
                        Report($"{Path.GetFileName(segment)} line {number} was changed: it is neither a record nor a head");
                        continue;
                    }

                    if (state is null)
                    {
                        if (!line.IsHead)
                        {
                            Report($"{Path.GetFileName(segment)} does not begin with a head");
                        }

                        first = line.IsHead ? line.Sequence + 1 : line.Sequence;
                        // A running service deletes what governance has acknowledged since.
                        if (Acknowledged(folder) is var deletable && first > deletable + 1)
                        {
                            Report(string.Create(CultureInfo.InvariantCulture, $"records {deletable + 1} to {first - 1} are missing"));
                        }

                        covered = first - 1;
                        state = new AuditChainState(service, key, first - 1, line.IsHead ? hash : AuditHash.Parse(AuditHash.Origin)!);
                    }

                    if (state.Take(line) is { } finding)
                    {
                        Report($"{Path.GetFileName(segment)} line {number}: {finding}");
                        state = new AuditChainState(service, key, line.Sequence, hash);
                    }
                    else if (line.IsHead)
                    {
                        covered = line.Sequence;
                    }

                    (records, heads) = line.IsHead ? (records, heads + 1) : (records + 1, heads);
                }

                if (torn > 0 && segments.Count > 0)
                {
                    Report($"{Path.GetFileName(segment)} is truncated");
                }
            }

            if (state?.Sequence > covered)
            {
                Report(string.Create(CultureInfo.InvariantCulture, $"records {covered + 1} to {state.Sequence} are behind the last signed head: nothing vouches for them. A service that is writing them signs them in a moment: verify again"));
            }

            if ((state?.Sequence ?? 0) < acknowledged)
            {
                Report(string.Create(CultureInfo.InvariantCulture, $"the chain is truncated: governance has acknowledged record {acknowledged}, and the last record is {state?.Sequence ?? 0}"));
            }

            findings.Summary.Add(string.Create(CultureInfo.InvariantCulture, $"{service}\tkey {key.Fingerprint}\t{records} records, {(records == 0 ? "none" : $"{first} to {state!.Sequence}")}\t{heads} heads\tacknowledged to {acknowledged}"));
        }
    }

    private static Queue<string> SegmentsOf(string folder) => new(Directory.EnumerateFiles(folder, "*" + AuditJournalFiles.SegmentSuffix).Order(StringComparer.Ordinal));

    // A last line without its end is of a write that has not ended, or that a crash ended. Null where the segment was deleted since the folder was listed.
    private static List<byte[]>? Lines(string segment, out int torn)
    {
        torn = 0;
        try
        {
            using var file = Open(segment);
            var bytes = new byte[file.Length];
            var content = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
            var lines = new List<byte[]>();
            while (content.IndexOf((byte)'\n') is >= 0 and var length)
            {
                lines.Add(content[..length].ToArray());
                content = content[(length + 1)..];
            }

            torn = content.Length;
            return lines;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static (string Service, AuditKey Key)? Read(string description)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(description));
            return json.RootElement.TryGetProperty("service", out var service) && json.RootElement.TryGetProperty("public_key", out var text) && AuditKey.TryParse(text.GetString(), out var key)
                ? (service.GetString()!, key)
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static long Acknowledged(string folder)
    {
        var path = Path.Combine(folder, AuditJournalFiles.Acknowledged);
        if (!File.Exists(path))
        {
            return 0;
        }

        using var text = new StreamReader(Open(path));
        return AuditJournalFiles.ReadAcknowledged(text.ReadToEnd())?.Sequence ?? 0;
    }

    // The service may write it now.
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
