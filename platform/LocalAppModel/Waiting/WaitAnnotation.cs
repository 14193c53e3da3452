using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Waiting;

/// <summary>States that a resource starts once another is healthy, or once it runs.</summary>
internal sealed record WaitAnnotation(IResource Resource, bool UntilHealthy = true) : IResourceAnnotation;
