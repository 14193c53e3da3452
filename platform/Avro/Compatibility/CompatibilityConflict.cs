namespace MeshStarter.Platform.Avro.Compatibility;

/// <summary>An earlier schema that a new one conflicts with.</summary>
/// <param name="Earlier">Its place among the earlier ones, oldest first.</param>
/// <param name="Reasons">Why, at least one.</param>
public sealed record CompatibilityConflict(int Earlier, IReadOnlyList<CompatibilityReason> Reasons);

/// <summary>A reason of a conflict.</summary>
/// <param name="Incompatibility">The incompatibility and its place.</param>
/// <param name="Description">The reason as a sentence that names the two schemas new and old.</param>
public sealed record CompatibilityReason(AvroIncompatibility Incompatibility, string Description)
{
    /// <summary>The reason in the one line that a schema registry writes.</summary>
    public override string ToString() =>
        $"{{errorType:'{Incompatibility.KindName}', description:'{Description}', additionalInfo:'{Incompatibility.Detail}'}}";
}
