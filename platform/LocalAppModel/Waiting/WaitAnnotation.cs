using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Waiting;

/// <summary>Says that a resource starts once another is healthy, or once it runs.</summary>
internal sealed record WaitAnnotation(IResource Resource, bool UntilHealthy = true) : IResourceAnnotation;
