using System.Globalization;

namespace MeshStarter.Governance.Audit;

/// <summary>A place in the trail, which is ordered by the time of the decision: <c>1767225600000000.4711</c>, microseconds since 1970 and the position of the record.</summary>
/// <param name="At">The time of the last record of a page.</param>
/// <param name="Position">Its position.</param>
internal readonly record struct AuditCursor(DateTime At, long Position)
{
    private const long FirstMicroseconds = -62_135_596_800_000_000;
    private const long LastMicroseconds = 253_402_300_799_999_999;

    /// <summary>Reads the text of a place.</summary>
    public static bool TryParse(string text, out AuditCursor cursor)
    {
        cursor = default;
        if (text.Split('.') is not [var time, var place]
            || !long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var microseconds) || microseconds is < FirstMicroseconds or > LastMicroseconds
            || !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return false;
        }

        cursor = new AuditCursor(DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), position);
        return true;
    }

    /// <summary>Returns the text of the place.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(At - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}.{Position}");
}
