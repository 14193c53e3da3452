using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A container. The local app model knows it by name only: running one needs Aspire's own packages and a container engine.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="entrypoint">Program it runs; default the image's.</param>
    public class ContainerResource(string name, string? entrypoint = null)
        : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
    {
        /// <summary>Program it runs; null for the image's.</summary>
        public string? Entrypoint { get; set; } = entrypoint;
    }

    /// <summary>Says which image a container runs.</summary>
    public sealed class ContainerImageAnnotation : IResourceAnnotation
    {
        /// <summary>Image name.</summary>
        public required string Image { get; set; }

        /// <summary>Tag; default latest.</summary>
        public string? Tag { get; set; }
    }
}

namespace Aspire.Hosting
{
    /// <summary>Adds containers.</summary>
    public static class ContainerResourceBuilderExtensions
    {
        /// <summary>Adds a container.</summary>
        /// <param name="builder">The application.</param>
        /// <param name="name">Its name.</param>
        /// <param name="image">Its image.</param>
        public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, [ResourceName] string name, string image) =>
            builder.AddContainer(name, image, "latest");

        /// <summary>Adds a container.</summary>
        /// <param name="builder">The application.</param>
        /// <param name="name">Its name.</param>
        /// <param name="image">Its image.</param>
        /// <param name="tag">The image's tag.</param>
        public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, [ResourceName] string name, string image, string tag) =>
            builder.AddResource(new ContainerResource(name)).WithAnnotation(new ContainerImageAnnotation { Image = image, Tag = tag });
    }
}
