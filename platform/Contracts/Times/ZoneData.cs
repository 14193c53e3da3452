using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.TimeZones;

namespace MeshStarter.Contracts.Times;

/// <summary>
/// The IANA time zones, with the data of the package NodaTime: the same on every machine, and there where an image has no zone data. They are read at the first
/// call, each zone at its first use.
/// </summary>
public static class ZoneData
{
    /// <summary>Finds a zone by its IANA name or alias, such as <c>Europe/Berlin</c> or <c>US/Eastern</c>.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out DateTimeZone? zone)
    {
        ArgumentNullException.ThrowIfNull(name);
        // The provider alone would read UTC+05:30 too, which is no name. UTC was read in any case before, and is stored so.
        zone = name.Equals("UTC", StringComparison.OrdinalIgnoreCase) ? DateTimeZone.Utc
            : TzdbDateTimeZoneSource.Default.CanonicalIdMap.ContainsKey(name) ? DateTimeZoneProviders.Tzdb[name] : null;
        return zone is not null;
    }
}
