using System.Globalization;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>The names of the files of an audit journal, which its service writes and <c>mesh audit verify</c> reads.</summary>
public static class AuditJournalFiles
{
    /// <summary>The end of the name of a segment.</summary>
    public const string SegmentSuffix = ".audit";

    /// <summary>The description of the chain: its service and public key.</summary>
    public const string Chain = "chain.json";

    /// <summary>The place in the chain that governance has acknowledged.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>Reads the text of <see cref="Acknowledged"/>: the number and the hash of a record. Null where it is none.</summary>
    public static (long Sequence, string Hash)? ReadAcknowledged(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(' ', '\n') is [var number, var hash, ..] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && AuditHash.Parse(hash) is not null
            ? (sequence, hash)
            : null;
    }
}
