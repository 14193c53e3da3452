namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says which registered health check decides on a resource.</summary>
/// <param name="key">Name under which the check is registered.</param>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>Name under which the check is registered.</summary>
    public string Key { get; } = key;
}
