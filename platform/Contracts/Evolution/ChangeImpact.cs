namespace MeshStarter.Contracts.Evolution;

/// <summary>The impact of a contract change on readers, from the least to the most. On the wire in lower case.</summary>
public enum ChangeImpact
{
    /// <summary>Words for people, or how the rows lie in storage: nothing that a reader relies on.</summary>
    Patch,

    /// <summary>Readers get more than before, and nothing less.</summary>
    Minor,

    /// <summary>A reader of the earlier contract may fail, lose something, or get what it was promised not to.</summary>
    Breaking,
}
