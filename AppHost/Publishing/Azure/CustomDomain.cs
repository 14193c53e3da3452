namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>A domain of the operator's. Without these parameters a deployment would take away a domain that was bound by hand.</summary>
/// <param name="Name">The host.</param>
/// <param name="Certificate">The name of the environment's managed certificate; empty until there is one.</param>
internal sealed record CustomDomain(IResourceBuilder<ParameterResource> Name, IResourceBuilder<ParameterResource> Certificate);
