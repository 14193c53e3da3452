namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A resource with environment variables.</summary>
    public interface IResourceWithEnvironment : IResource
    {
    }

    /// <summary>A resource with endpoints.</summary>
    public interface IResourceWithEndpoints : IResource
    {
    }

    /// <summary>A resource that can wait for others.</summary>
    public interface IResourceWithWaitSupport : IResource
    {
    }
}

namespace Aspire.Hosting
{
    /// <summary>A resource that others discover by its name.</summary>
    public interface IResourceWithServiceDiscovery : ApplicationModel.IResourceWithEndpoints
    {
    }
}
