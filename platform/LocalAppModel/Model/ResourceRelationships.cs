using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>Says how a resource relates to another one.</summary>
    /// <param name="resource">The other resource.</param>
    /// <param name="type"><c>Reference</c>, <c>WaitFor</c>, <c>Parent</c> or a word of one's own.</param>
    public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
    {
        /// <summary>The other resource.</summary>
        public IResource Resource { get; } = resource;

        /// <summary>The kind of relation.</summary>
        public string Type { get; } = type;
    }
}

namespace Aspire.Hosting
{
    public static partial class ResourceBuilderExtensions
    {
        /// <summary>Shows the resource under another one.</summary>
        /// <param name="builder">The resource.</param>
        /// <param name="parent">The resource above.</param>
        public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> parent)
            where T : IResource => builder.WithParentRelationship(parent.Resource);

        /// <summary>Shows the resource under another one.</summary>
        /// <param name="builder">The resource.</param>
        /// <param name="parent">The resource above.</param>
        public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResource parent)
            where T : IResource => builder.WithRelationship(parent, "Parent");

        /// <summary>Relates the resource to another one.</summary>
        /// <param name="builder">The resource.</param>
        /// <param name="resource">The other resource.</param>
        /// <param name="type">The kind of relation.</param>
        public static IResourceBuilder<T> WithRelationship<T>(this IResourceBuilder<T> builder, IResource resource, string type)
            where T : IResource => builder.WithAnnotation(new ResourceRelationshipAnnotation(resource, type));
    }
}
