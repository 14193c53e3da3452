using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A container. It can be declared; to run one requires Aspire's own packages and a container engine.</summary>
    /// <param name="name">Its name.</param>
    public class ContainerResource(string name) : Resource(name), IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
    {
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
        /// <param name="image">Its image, which is ignored here.</param>
        public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, string name, string image) =>
            builder.AddResource(new ContainerResource(name));
    }
}
