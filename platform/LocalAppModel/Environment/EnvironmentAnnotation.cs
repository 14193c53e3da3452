using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds variables to those of a resource that is about to start; a value is text, or gives text then.</summary>
internal sealed record EnvironmentAnnotation(Action<Dictionary<string, object>> AddTo) : IResourceAnnotation;
