namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>A value of one of several types.</summary>
public sealed class AvroUnion : AvroSchema
{
    internal AvroUnion(IReadOnlyList<AvroSchema> branches)
        : base(AvroKind.Union, properties: null)
    {
        Branches = branches;
        Height = branches.Count == 0 ? 0 : branches.Max(branch => branch.Height);
        if (branches is [{ Kind: AvroKind.Null }, var second] && second.Kind != AvroKind.Null)
        {
            (Optional, NullBranch) = (second, 0);
        }
        else if (branches is [var first, { Kind: AvroKind.Null }])
        {
            (Optional, NullBranch) = (first, 1);
        }
    }

    /// <summary>The types in order; a value is written after its branch's place.</summary>
    public IReadOnlyList<AvroSchema> Branches { get; }

    /// <summary>The other type where the union is of null and one other, else null.</summary>
    public AvroSchema? Optional { get; }

    /// <summary>The branch of null where <see cref="Optional"/> is given: 0 or 1.</summary>
    public int NullBranch { get; }
}
