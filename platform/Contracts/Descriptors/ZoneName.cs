namespace MeshStarter.Contracts.Descriptors;

/// <summary>Whether a text is an IANA time zone's name.</summary>
internal static class ZoneName
{
    // A machine without zone data, or with another system's names, cannot judge; then only the form counts.
    private static readonly bool MachineKnowsZones = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _);

    public static bool IsKnown(string name)
    {
        if (name.Length is 0 or > 64 || !char.IsAsciiLetter(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('/' or '_' or '-' or '+'))
            {
                return false;
            }
        }

        return !MachineKnowsZones || TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);
    }
}
