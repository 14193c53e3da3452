namespace MeshStarter.Contracts;

/// <summary>Compares the descriptions.</summary>
internal static class WordsComparison
{
    public static IEnumerable<ContractChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        if (earlier.Owner != later.Owner)
            yield return Patch("owner", $"The owner was {earlier.Owner} and is {later.Owner}.");
        if (earlier.Description != later.Description)
            yield return Patch("description", "The description is another.");
        foreach (var column in later.Schema.Where(column => earlier.Schema.FirstOrDefault(c => c.Name == column.Name) is { } was && was.Description != column.Description))
            yield return Patch($"schema.{column.Name}", "The description is another.");
        if (!earlier.Examples.SequenceEqual(later.Examples, StringComparer.Ordinal))
            yield return Patch("examples", "The examples are others.");
    }

    private static ContractChange Patch(string field, string message) => new(field, message, ChangeImpact.Patch);
}
