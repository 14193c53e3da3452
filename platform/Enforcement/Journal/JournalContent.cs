using System.Globalization;
using System.Text;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>
/// The content of a journal's folder, verified from the first byte to the last. What a crash leaves at the end of the last segment is torn and cut;
/// anything else that does not verify is damage.
/// </summary>
internal sealed class JournalContent
{
    private readonly string _service;
    private readonly JournalMark _mark;
    private readonly List<string> _paths;

    private JournalContent(string folder, string service, JournalMark mark) => (_service, _mark, _paths) = (service, mark, JournalFiles.Segments(folder));

    /// <summary>The end of the chain.</summary>
    public AuditChainState? End { get; private set; }

    /// <summary>The last head and what follows it in the last segment, if anything does.</summary>
    public AuditHead? Head { get; private set; }

    /// <summary>The segments; the last one's length ends with the last head.</summary>
    public List<JournalSegment> Segments { get; } = [];

    /// <summary>Length of the last segment with whole records behind the last head, which a crash kept from being signed.</summary>
    public long WholeLength { get; private set; }

    /// <summary>Bytes behind them, which a crash left.</summary>
    public long TornLength { get; private set; }

    /// <summary>The first thing that does not verify; null when all does.</summary>
    public string? Finding { get; private set; }

    /// <summary>A last segment that a crash left without a whole line; it has nothing of the chain. Null without one.</summary>
    public string? Begun { get; private set; }

    /// <summary>Reads and verifies a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="service">The service whose chain it has.</param>
    /// <param name="key">The key of the chain; null when the folder has none, and so may have no chain.</param>
    /// <param name="mark">The acknowledged place.</param>
    public static JournalContent Read(string folder, string service, AuditKey? key, JournalMark mark)
    {
        var content = new JournalContent(folder, service, mark);
        content.Finding = key is null
            ? content._paths.Count > 0 || mark.Sequence > 0 ? "the signing key is missing" : null
            : content.Verify(key);
        return content;
    }

    /// <summary>Reads the intact records of a folder, whether its chain verifies or not.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="behind">The number of the last record that is left out.</param>
    /// <remarks>A line whose hash fits the hash that the line before it states is intact, whatever happened to the others.</remarks>
    public static List<byte[]> Intact(string folder, long behind)
    {
        var records = new List<byte[]>();
        Span<byte> hash = stackalloc byte[AuditHash.Length];
        foreach (var path in JournalFiles.Segments(folder))
        {
            ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
            byte[]? previous = null;
            foreach (var range in bytes.Split((byte)'\n'))
            {
                if (!AuditLine.TryRead(bytes[range], out var line) || AuditHash.Parse(Encoding.ASCII.GetString(line.Hash)) is not { } stated)
                {
                    continue;
                }

                if (!line.IsHead && previous is not null && line.Sequence > behind)
                {
                    AuditHash.Next(previous, line.Record, hash);
                    if (hash.SequenceEqual(stated))
                    {
                        records.Add(line.Record.ToArray());
                    }
                }

                previous = stated;
            }
        }

        return records;
    }

    private string? Verify(AuditKey key)
    {
        AuditChainState? state = null;
        foreach (var path in _paths)
        {
            if (VerifySegment(key, path, isLast: path == _paths[^1], ref state) is { } finding)
            {
                return $"{Path.GetFileName(path)}: {finding}";
            }
        }

        End = state;
        if (_mark.Sequence == 0)
        {
            return null;
        }

        return state is null || state.Sequence < _mark.Sequence
            ? string.Create(CultureInfo.InvariantCulture, $"the chain ends with record {state?.Sequence ?? 0}, and governance has acknowledged record {_mark.Sequence}: records were removed")
            : null;
    }

    private string? VerifySegment(AuditKey key, string path, bool isLast, ref AuditChainState? state)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var (offset, number, signed) = (0, 0, 0);
        var before = state;
        while (offset < bytes.Length)
        {
            number++;
            var length = bytes[offset..].IndexOf((byte)'\n');
            if ((length < 0 ? "the line is not whole" : Take(key, path, bytes.Slice(offset, length), number == 1, ref state)) is { } finding)
            {
                // No signed head behind it: it was never flushed, and no answer left on its behalf.
                if (!isLast || HasHead(key, bytes[offset..]))
                {
                    return string.Create(CultureInfo.InvariantCulture, $"line {number}: {finding}");
                }

                TornLength = bytes.Length - offset;
                break;
            }

            offset += length + 1;
            if (AuditLine.TryRead(bytes.Slice(offset - length - 1, length), out var line) && line.IsHead)
            {
                (Head, signed) = (line.ToHead(), offset);
            }
        }

        if (number == 0 && !isLast)
        {
            return "the file is empty";
        }

        if (offset == 0)
        {
            state = before;
            return Begin(key, path, ref state);
        }

        WholeLength = offset;
        Segments.Add(new JournalSegment(path, JournalFiles.FirstOf(path)!.Value, isLast ? signed : offset));
        return null;
    }

    // A crash between making a segment and its first write; all segments before it may be acknowledged and deleted.
    private string? Begin(AuditKey key, string path, ref AuditChainState? state)
    {
        if (state is null && _mark.Sequence > 0)
        {
            state = new AuditChainState(_service, key, _mark.Sequence, AuditHash.Parse(_mark.Hash));
        }

        var end = state?.Sequence ?? 0;
        if (JournalFiles.FirstOf(path) != end + 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the segment has no whole line, and the chain before it ends with record {end}");
        }

        Begun = path;
        return null;
    }

    private string? Take(AuditKey key, string path, ReadOnlySpan<byte> text, bool isFirst, ref AuditChainState? state)
    {
        if (!AuditLine.TryRead(text, out var line))
        {
            return "the line is neither a record nor a head";
        }

        if (isFirst)
        {
            if (!line.IsHead || line.Sequence + 1 != JournalFiles.FirstOf(path))
            {
                return "the segment does not begin with the head before its first record";
            }

            // Earlier segments are deleted once they are acknowledged.
            if (state is null && line.Sequence > _mark.Sequence)
            {
                return string.Create(CultureInfo.InvariantCulture, $"records {_mark.Sequence + 1} to {line.Sequence} are missing");
            }

            state ??= new AuditChainState(_service, key, line.Sequence, AuditHash.Parse(line.ToHead().Hash) ?? new byte[AuditHash.Length]);
        }

        if (state!.Take(line) is { } finding)
        {
            return finding;
        }

        return state.Sequence == _mark.Sequence && !string.Equals(state.HashText, _mark.Hash, StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"record {state.Sequence} is another one than governance has acknowledged")
            : null;
    }

    private bool HasHead(AuditKey key, ReadOnlySpan<byte> bytes)
    {
        var whole = bytes[..(bytes.LastIndexOf((byte)'\n') + 1)];
        foreach (var range in whole.Split((byte)'\n'))
        {
            if (AuditLine.TryRead(whole[range], out var line) && line.IsHead && line.ToHead().IsSignedBy(key, _service))
            {
                return true;
            }
        }

        return false;
    }
}
