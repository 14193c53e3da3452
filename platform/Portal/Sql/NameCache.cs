using System.Collections.Concurrent;

namespace MeshStarter.Portal.Sql;

/// <summary>Names for completion, by reader: what one may discover is no other's to see. They are kept for a minute, and of a few readers.</summary>
internal sealed class NameCache(TimeProvider time)
{
    private const int MaxEntries = 200;

    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Persona, string What), (object Names, DateTimeOffset Until)> _entries = new();

    /// <summary>Gets a list of names, from here or by the function.</summary>
    public async Task<IReadOnlyList<T>> GetAsync<T>(string persona, string what, Func<Task<IReadOnlyList<T>>> read)
    {
        var now = time.GetUtcNow();
        if (_entries.TryGetValue((persona, what), out var entry) && entry.Until > now)
        {
            return (IReadOnlyList<T>)entry.Names;
        }

        var names = await read();
        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        _entries[(persona, what)] = (names, now + Age);
        return names;
    }
}
