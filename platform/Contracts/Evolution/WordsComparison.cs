using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Evolution;

/// <summary>Compares what people read: owners, descriptions, declared inputs, examples.</summary>
internal static class WordsComparison
{
    public static IEnumerable<ContractChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        if (earlier.Owner != later.Owner)
        {
            yield return Patch("owner", $"The owner was {earlier.Owner} and is {later.Owner}.");
        }

        if (earlier.Accountable != later.Accountable)
        {
            yield return Patch("accountable", $"The accountable person was {Named(earlier.Accountable?.ToString())} and is {Named(later.Accountable?.ToString())}.");
        }

        if (earlier.Consumer != later.Consumer)
        {
            yield return Patch("consumer", $"The consumer was {Named(earlier.Consumer)} and is {Named(later.Consumer)}.");
        }

        foreach (var input in earlier.Inputs.Except(later.Inputs))
        {
            yield return Patch("inputs", $"The input {input} is gone.");
        }

        foreach (var input in later.Inputs.Except(earlier.Inputs))
        {
            yield return Patch("inputs", $"The input {input} is new.");
        }

        if (earlier.Description != later.Description)
        {
            yield return Patch("description", "The description is another.");
        }

        foreach (var column in later.Schema.Where(column => earlier.Schema.FirstOrDefault(c => c.Name == column.Name) is { } was && was.Description != column.Description))
        {
            yield return Patch($"schema.{column.Name}", "The description is another.");
        }

        if (!earlier.Examples.SequenceEqual(later.Examples, StringComparer.Ordinal))
        {
            yield return Patch("examples", "The examples are others.");
        }
    }

    private static string Named(string? text) => text ?? "not named";

    private static ContractChange Patch(string field, string message) => new(field, message, ChangeImpact.Patch);
}
