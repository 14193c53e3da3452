namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of a resource before it starts.</summary>
internal static class InitialSnapshot
{
    internal static CustomResourceSnapshot Of(IResource resource) => new()
    {
        ResourceType = TypeOf(resource),
        Properties = [],
        State = KnownResourceStates.NotStarted,
        Relationships = [.. resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type))],
        HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(h => new HealthReportSnapshot(h.Key, Status: null, Description: null, ExceptionText: null))],
    };

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ExecutableResource => "Executable",
        ContainerResource => "Container",
        ParameterResource => "Parameter",
        ConnectionStringResource => "ConnectionString",
        _ => resource.GetType().Name,
    };
}
