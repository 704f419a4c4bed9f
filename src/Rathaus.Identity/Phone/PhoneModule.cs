using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Rathaus.Identity.Phone;

/// <summary>The phone as an identity: web app, hand-over of sign-ins and approvals, devices, history.</summary>
internal static class PhoneModule
{
    public static void AddPhone(this IServiceCollection services)
    {
        services.AddSingleton<NetworkPlaces>();
        services.AddSingleton<SignInSubjects>();
        services.AddSingleton<ClientSignIns>();
        services.AddSingleton<HandoverCodes>();
        services.AddSingleton<HandoverStore>();
        services.AddSingleton<HandoverEvents>();
        services.AddSingleton<DesktopHandover>();
        services.AddSingleton<PhoneHandover>();
        services.AddSingleton<IApprovals, Approvals>();
        services.AddSingleton<SecurityHistory>();
        services.AddSingleton<IEndsWithPasskey, HandoversEnd>();
    }

    public static void MapPhone(this IEndpointRouteBuilder routes)
    {
        HandoverRoutes.Map(routes);
        ApprovalRoutes.Map(routes);
        AppRoutes.Map(routes);
    }
}

/// <summary>What a removed phone was about to approve ends with it.</summary>
internal sealed class HandoversEnd : IEndsWithPasskey
{
    public IEnumerable<Kernel.Data.Sql> Ends(Guid? account, Guid? staff, Guid passkey)
    {
        if (account is not null)
            yield return HandoverStore.EndOf(account);
    }
}
