using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Waiting;

/// <summary>Says that a resource starts once another is healthy.</summary>
internal sealed record WaitAnnotation(IResource Resource) : IResourceAnnotation;
