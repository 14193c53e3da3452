namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the distributed application: a process, a value, an outside service.</summary>
public interface IResource
{
    /// <summary>Name, unique in the application regardless of case.</summary>
    string Name { get; }

    /// <summary>The annotations of the resource.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>An annotation of a resource.</summary>
public interface IResourceAnnotation
{
}
