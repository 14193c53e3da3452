namespace MeshStarter.Contracts;

/// <summary>What changed from one contract of a product to another, in the terms that <see cref="SchemaFingerprint"/> covers.</summary>
public static class SchemaComparison
{
    /// <summary>All differences; none exactly when the two have the same fingerprint.</summary>
    public static IReadOnlyList<SchemaChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(later);
        var changes = new List<SchemaChange>();
        foreach (var column in earlier.Schema)
        {
            if (Find(later, column.Name) is { } counterpart)
                Compare(new Side(earlier, column), new Side(later, counterpart), changes);
            else
                changes.Add(new SchemaChange($"schema.{column.Name}", "The column is gone.", IsBreaking: true));
        }

        foreach (var column in later.Schema.Where(column => Find(earlier, column.Name) is null))
        {
            var obligation = column.Required ? "required" : "optional";
            changes.Add(new SchemaChange($"schema.{column.Name}", $"The column is new and {obligation}.", IsBreaking: column.Required));
        }

        if (changes.Count == 0 && !earlier.Schema.Select(c => c.Name).SequenceEqual(later.Schema.Select(c => c.Name), StringComparer.Ordinal))
            changes.Add(new SchemaChange("schema", "The columns stand in another order.", IsBreaking: false));
        if (!earlier.Key.SequenceEqual(later.Key, StringComparer.Ordinal))
            changes.Add(new SchemaChange("key", $"The key was [{string.Join(", ", earlier.Key)}] and is [{string.Join(", ", later.Key)}].", IsBreaking: true));
        if (earlier.Access.Classification != later.Access.Classification)
            changes.Add(Reclassified(earlier.Access.Classification, later.Access.Classification));
        return changes;
    }

    private static SchemaChange Reclassified(Classification was, Classification becomes) => new(
        "access.classification", $"The classification was {WireNames.Of(was)} and is {WireNames.Of(becomes)}.", IsBreaking: becomes > was);

    private static void Compare(Side was, Side becomes, List<SchemaChange> changes)
    {
        var field = $"schema.{was.Column.Name}";
        if (was.Column.Type != becomes.Column.Type)
            changes.Add(new SchemaChange(field, $"The type was {was.Column.Type} and is {becomes.Column.Type}.", !TypeWidening.Holds(was.Column.Type, becomes.Column.Type)));
        if (was.Column.Required != becomes.Column.Required)
            changes.Add(new SchemaChange(field, becomes.Column.Required ? "The column became required." : "The column became optional.", IsBreaking: was.Column.Required));
        if (was.IsPii != becomes.IsPii)
            changes.Add(new SchemaChange(field, becomes.IsPii ? "The column became personal data." : "The column is no longer personal data.", IsBreaking: becomes.IsPii));
        if (!was.Column.Tags.ToHashSet(StringComparer.Ordinal).SetEquals(becomes.Column.Tags))
            changes.Add(new SchemaChange(field, $"The tags were [{string.Join(", ", was.Column.Tags)}] and are [{string.Join(", ", becomes.Column.Tags)}].", IsBreaking: false));
    }

    private static ColumnDefinition? Find(DataProductDescriptor descriptor, string name) =>
        descriptor.Schema.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));

    private sealed record Side(DataProductDescriptor Descriptor, ColumnDefinition Column)
    {
        public bool IsPii => Descriptor.IsPii(Column.Name);
    }
}
