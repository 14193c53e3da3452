namespace MeshStarter.Catalog.Products;

/// <summary>The effect of a registration.</summary>
internal enum RegistrationOutcome
{
    /// <summary>The version is new.</summary>
    Created,

    /// <summary>The version stood; what may change within a version was changed.</summary>
    Updated,

    /// <summary>The version stood exactly so.</summary>
    Unchanged,
}
