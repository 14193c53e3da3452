using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The annotations of a resource, in order.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>
{
}
