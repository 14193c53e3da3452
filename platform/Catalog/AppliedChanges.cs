namespace MeshStarter.Catalog;

/// <summary>The changes that an index has applied. While a transaction is open, the changes of all later ones are found again by each refresh.</summary>
/// <typeparam name="TKey">The name of what changed.</typeparam>
internal sealed class AppliedChanges<TKey>
    where TKey : notnull
{
    private const int Most = 10_000;

    private readonly Dictionary<TKey, ulong> _transactions = [];

    /// <summary>Those of some changes that were not applied.</summary>
    public List<(TKey Key, ulong Transaction)> NewOf(IEnumerable<(TKey Key, ulong Transaction)> found) =>
        [.. found.Where(change => !_transactions.TryGetValue(change.Key, out var applied) || applied != change.Transaction)];

    /// <summary>Notes that changes were applied.</summary>
    public void Add(IEnumerable<(TKey Key, ulong Transaction)> changes)
    {
        foreach (var (key, transaction) in changes)
        {
            _transactions[key] = transaction;
        }
    }

    /// <summary>Forgets changes that are not found again, where they are many.</summary>
    /// <param name="since">The oldest transaction that is looked for.</param>
    public void Forget(ulong since)
    {
        if (_transactions.Count > Most)
        {
            foreach (var (key, _) in _transactions.Where(applied => applied.Value < since).ToList())
            {
                _transactions.Remove(key);
            }
        }
    }
}
