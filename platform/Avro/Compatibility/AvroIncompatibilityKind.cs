namespace MeshStarter.Platform.Avro.Compatibility;

/// <summary>The ways in which a reader's schema cannot read what a writer's wrote.</summary>
public enum AvroIncompatibilityKind
{
    /// <summary>Records, enums or fixeds have different names, and no alias of the reader's is the writer's.</summary>
    NameMismatch,

    /// <summary>Fixeds have different sizes.</summary>
    FixedSizeMismatch,

    /// <summary>The reader's enum lacks symbols of the writer's, and has no default.</summary>
    MissingEnumSymbols,

    /// <summary>The reader has a field without default that the writer has not.</summary>
    ReaderFieldMissingDefaultValue,

    /// <summary>The types differ, and the writer's is not one that the reader's widens.</summary>
    TypeMismatch,

    /// <summary>No branch of the reader's union reads a type of the writer's.</summary>
    MissingUnionBranch,
}
