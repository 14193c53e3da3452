namespace MeshStarter.Sdk.Settings;

/// <summary>A type of options that the domain reads from its own section.</summary>
/// <param name="Type">Its members are settings.</param>
internal sealed record DomainOptions(Type Type)
{
    /// <summary>The names of the settings, below the domain's section.</summary>
    public IEnumerable<string> Names => Type.GetProperties().Where(property => property.CanWrite).Select(property => property.Name);
}
