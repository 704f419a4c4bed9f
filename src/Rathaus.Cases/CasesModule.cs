using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rathaus.Cases.Api;
using Rathaus.Cases.Data;
using Rathaus.Cases.Features.Account;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Appointments;
using Rathaus.Cases.Features.Calculators;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Cases.Features.Evidence;
using Rathaus.Cases.Features.Help;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Cases.Features.Joint;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Office;
using Rathaus.Cases.Features.Offers;
using Rathaus.Cases.Features.Payments;
using Rathaus.Cases.Features.Portal;
using Rathaus.Cases.Features.Retention;
using Rathaus.Identity;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases;

/// <summary>Applications from draft to decision (Vorgangsbearbeitung): portal, payment, inbox, notices, mailbox.</summary>
public static class CasesModule
{
    public static IServiceCollection AddCases(this IServiceCollection services)
    {
        services.AddOptions<CasesOptions>().BindConfiguration("Cases").ValidateDataAnnotations().ValidateOnStart();
        services.AddMigrations(typeof(CasesModule).Assembly, "cases");
        services.AddTexts(typeof(CasesModule).Assembly, "cases");
        services.AddNavigation(NavPlace.Portal, 90, "cases.nav.account", OwnPages.Address);
        services.AddNavigation(NavPlace.Account, 10, "cases.nav.overview", OwnPages.Address);
        services.AddNavigation(NavPlace.Account, 20, "cases.nav.mailbox", OwnPages.Mailbox);
        services.AddScoped<UploadDesk>();
        AddShared(services);
        AddApplicant(services);
        AddOffice(services);
        AddJobs(services);
        Invariants.CaseInvariants.Add(services);
        OfficePages.Add(services);
        return services;
    }

    public static IEndpointRouteBuilder MapCases(this IEndpointRouteBuilder routes)
    {
        ApplicationsApi.Map(routes);
        PaymentsApi.Map(routes);
        FormPages.Map(routes);
        QuestionPages.Map(routes);
        UploadPages.Map(routes);
        CheckPages.Map(routes);
        CalculatorPages.Map(routes);
        AccountPages.Map(routes);
        SigningPages.Map(routes);
        HelperPages.Map(routes);
        CaseAppointmentPages.Map(routes);
        OfferPages.Map(routes);
        CounterPages.Map(routes);
        OfficePages.Map(routes);
        return routes;
    }

    private static void AddShared(IServiceCollection services)
    {
        services.AddSingleton<SecretSeal>();
        services.AddSingleton<SubmissionWriter>();
        services.AddSingleton<SubmissionQueue>();
        services.AddSingleton<CaseReader>();
        services.AddSingleton<PaymentLedger>();
        services.AddSingleton<SimulatedPaymentProvider>();
        services.AddSingleton<SigningRound>();
        services.AddSingleton<OfficeCalendar>();
        services.AddSingleton<SimulatedSignature>();
        services.AddHttpClient(SimulatedCalls.Client).RemoveAllLoggers();
        services.TryAddSingleton<ISimulatedCalls, SimulatedCalls>();
        services.TryAddSingleton<IPaymentProvider>(static provider => provider.GetRequiredService<SimulatedPaymentProvider>());
        services.AddScoped<CaseEvaluation>();
        services.AddScoped<CaseLetters>();
        services.AddScoped<CaseEffects>();
        services.AddSingleton<CaseDocuments>();
        services.AddScoped<NoticeIssuer>();
        services.AddScoped<AutomaticDecision>();
        services.AddScoped<CaseAccess>();
        services.AddScoped<SubmissionPreparation>();
    }

    private static void AddApplicant(IServiceCollection services)
    {
        services.AddScoped<StartDraft>();
        services.AddScoped<OpenDraft>();
        services.AddScoped<SaveDraftPage>();
        services.AddScoped<ClaimDraft>();
        services.AddScoped<DiscardDraft>();
        services.AddScoped<AttachUpload>();
        services.AddScoped<IFacts, ProofFacts>();
        services.AddScoped<RemoveUpload>();
        services.AddScoped<SubmitDraft>();
        services.AddScoped<SubmitApplication>();
        services.AddScoped<ShowOwnCase>();
        services.AddScoped<WithdrawApplication>();
        services.AddScoped<AnswerCorrection>();
        services.AddScoped<SendMessage>();
        services.AddScoped<OpenSigning>();
        services.AddScoped<CaseAppointments>();
        services.AddScoped<AnswerOffer>();
        services.AddScoped<CounterAppointments>();
        services.AddScoped<SignApplication>();
        services.AddScoped<InviteSigner>();
        services.AddScoped<DelegateCase>();
        services.AddScoped<Rathaus.Kernel.Ports.IAccountData, CasesAccountData>();
        services.AddScoped<StartPayment>();
        services.AddScoped<FinishPayment>();
        services.AddScoped<PaySimulated>();
        services.AddScoped<ReadMailbox>();
        services.AddScoped<ListOwn>();
        services.AddScoped<FetchDocument>();
        services.AddScoped<FetchUpload>();
        services.AddScoped<CredentialFacts>();
        services.AddScoped<ICredentialSource, CredentialSource>();
        services.AddScoped<LoadIntoWallet>();
        services.AddScoped<PrintReceipt>();
        services.AddScoped<VerifyDocument>();
    }

    private static void AddOffice(IServiceCollection services)
    {
        services.AddScoped<ListInbox>();
        services.AddScoped<CountInbox>();
        services.AddScoped<SavedViews>();
        services.AddScoped<WorkOnCases>();
        services.AddScoped<ListTasks>();
        services.AddScoped<OpenCase>();
        services.AddScoped<WorkOnCase>();
        services.AddScoped<RequestCorrection>();
        services.AddScoped<DecideCase>();
        services.AddScoped<ReviewDecision>();
        services.AddScoped<SendNotice>();
        services.AddScoped<RevokeDocument>();
        services.AddScoped<KeepAppointments>();
        services.AddScoped<RefundPayment>();
        services.AddScoped<WaiveFee>();
        services.AddScoped<CompleteTask>();
        services.AddScoped<ShowRetention>();
    }

    private static void AddJobs(IServiceCollection services)
    {
        services.AddSingleton<IJobHandler, DecideAutomatically>();
        services.AddSingleton<IJobHandler, ReconcilePayment>();
        services.AddSingleton<IJobHandler, LapseUnpaidCase>();
        services.AddSingleton<IJobHandler, RemindOfFee>();
        services.AddSingleton<IJobHandler, RegisterRefused>();
        services.AddSingleton<IJobHandler, SimulatedLatePayment>();
        services.AddSingleton<IJobHandler, InviteKnownSigners>();
        services.AddSingleton<IJobHandler, RemindSigners>();
        services.AddSingleton<IJobHandler, FindLateSigners>();
        services.AddSingleton<IJobHandler, LapseUnconfirmedCase>();
        services.AddSingleton<IJobHandler, TellOfOffer>();
        services.AddSingleton<IJobHandler, AppointmentReminders>();
        services.AddSingleton<IJobHandler, SweepLeftovers>();
        services.AddSingleton<HistoryHead>();
        services.AddSingleton<IJobHandler, RetainCases>();
        services.AddSingleton<IJobHandler, EraseCase>();
        services.AddSingleton<IJobHandler, SealDocuments>();
        services.AddSingleton<ProvenDocuments>();
        services.AddSingleton<IStartTask, StartSweeping>();
    }
}
