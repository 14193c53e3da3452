namespace MeshStarter.Governance.Identity;

/// <summary>Bounds what the issuer keeps in memory of sign-ins, each for its time.</summary>
internal static class ExpiringEntries
{
    private const int Most = 1_000;

    /// <summary>Makes room for a further entry: those that ended before a time are removed, and of too many the one that ends first.</summary>
    public static void MakeRoom<TKey, TEntry>(this Dictionary<TKey, TEntry> entries, Func<TEntry, DateTimeOffset> until, DateTimeOffset before)
        where TKey : notnull
    {
        foreach (var (key, _) in entries.Where(entry => until(entry.Value) < before).ToList())
        {
            entries.Remove(key);
        }

        if (entries.Count >= Most)
        {
            entries.Remove(entries.MinBy(entry => until(entry.Value)).Key);
        }
    }
}
