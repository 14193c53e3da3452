namespace Aspire.Hosting.ApplicationModel;

/// <summary>Base of all resources.</summary>
public abstract class Resource : IResource
{
    /// <summary>Creates a resource.</summary>
    /// <param name="name">1 to 64 ASCII letters, digits and single hyphens, starting with a letter.</param>
    /// <exception cref="ArgumentException">The name breaks that rule.</exception>
    protected Resource([ResourceName] string name)
    {
        ModelName.Validate("Resource", name);
        Name = name;
    }

    /// <inheritdoc />
    public virtual string Name { get; }

    /// <inheritdoc />
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
